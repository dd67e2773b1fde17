story "what a caller says is recognised and goes to the action"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='speech' speechTimeout='auto' action='/done.xml'><Say>Speak</Say></Gather></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser listens, sure 0.87
phone alice number +15550001 mute

play
  alice calls +15550100
  alice hears "Speak" for 300ms
  after 1s
  alice says "two words please"
  alice gets BYE

expect
  asked /done.xml with SpeechResult="two words please" Confidence=0.87 no Digits
  recognised with language=en-US no hints no model
