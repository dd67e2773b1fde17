story "who has spoken has chosen: keys pressed then are none, the finish key among them"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='dtmf speech' timeout='3' action='/done.xml'><Say>Speak now</Say></Gather></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser listens
phone alice number +15550001 mute

play
  alice calls +15550100
  alice hears "Speak now" for 540ms
  after 1s
  alice says "I want to book a table"
  alice presses #
  alice gets BYE

expect
  asked /done.xml with SpeechResult="I want to book a table" no Digits
