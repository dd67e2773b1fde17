story "keys pressed into a noise that turns out to be no word are the input"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='dtmf speech' numDigits='2' speechTimeout='auto' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser listens
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says 2s meanwhile
  after 1s
  alice presses 47
  alice gets BYE

expect
  asked /done.xml with Digits=47 no SpeechResult
