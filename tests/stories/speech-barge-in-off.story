story "bargeIn false: speech is recognised, and the prompt is heard to its end"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='speech' bargeIn='false' speechTimeout='auto' action='/done.xml'><Say>Please say what you want and we will see what can be done</Say></Gather></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser listens
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says "certainly"
  alice gets BYE

expect
  alice hears "Please say what you want and we will see what can be done" for 3.42s
  asked /done.xml with SpeechResult="certainly"
