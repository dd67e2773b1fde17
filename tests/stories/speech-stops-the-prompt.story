story "who speaks into a prompt is heard, and the prompt stops"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='speech' speechTimeout='auto' action='/done.xml'><Say>Please say what you want and we will see what can be done about it for you today or some other day</Say></Gather></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser listens
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says "yes please"
  alice gets BYE within 3s

expect
  asked /done.xml with SpeechResult="yes please"
  alice hears "Please say what you want and we will see what can be done about it for you today or some other day" for 1040ms
