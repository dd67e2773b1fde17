story "the kind of input that is there first wins: a key before any word"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='dtmf speech' numDigits='2' speechTimeout='auto' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser listens
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice presses 4
  alice says "yes please"
  alice presses 2
  alice gets BYE

expect
  asked /done.xml with Digits=42 no SpeechResult
