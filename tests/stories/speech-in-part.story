story "guesses are told while somebody speaks, with what is behind them"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='speech' speechTimeout='auto' partialResultCallback='/part' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser listens
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says "two words please"
  alice gets BYE

expect
  told /part with UnstableSpeechResult=two StableSpeechResult="" Stability=0.80 SequenceNumber=0
  told /part with UnstableSpeechResult="two words" SequenceNumber=1
  asked /done.xml with SpeechResult="two words please"
