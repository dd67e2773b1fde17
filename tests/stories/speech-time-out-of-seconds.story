story "speechTimeout of seconds: a shorter pause ends nothing, and all that is said counts"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='speech' speechTimeout='3' timeout='10' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser listens
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says "yes please"
  after 1.6s
  alice says "and thank you"
  alice gets BYE

expect
  asked /done.xml with SpeechResult="yes please and thank you"
