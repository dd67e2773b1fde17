story "the keys A to D are no input of a Gather"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather numDigits='3' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice presses A1B2CD
  after 1s
  alice presses 3
  alice gets BYE

expect
  asked /done.xml with Digits=123
