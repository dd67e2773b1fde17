story "a peer with events agreed on presses keys as events; for one that sends tones all the same there is a setting"
user kate "a good secret"
config users.kate.dtmf = "inband"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather numDigits='2' timeout='3' action='/done.xml'/><Hangup/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone kate login kate "a good secret"

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice presses 12 in band
  alice gets BYE
  kate calls +15550100
  kate gets 200
  after 1s
  kate presses 34 in band
  kate gets BYE

expect
  asked /done.xml with Digits=34
  asked /done.xml 1 time
