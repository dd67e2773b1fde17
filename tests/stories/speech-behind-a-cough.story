story "what is no word ends nothing: the caller may still speak"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='speech' speechTimeout='auto' timeout='10' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser listens
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says 400ms
  after 3s
  alice says "yes please"
  alice gets BYE

expect
  asked /done.xml with SpeechResult="yes please"
