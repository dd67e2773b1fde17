story "a digit pressed while somebody speaks does not cut the speech off"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='dtmf speech' numDigits='1' speechTimeout='1' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser listens
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says "I want to book a table" meanwhile
  after 700ms
  alice presses 5
  alice gets BYE

expect
  asked /done.xml with SpeechResult="I want to book a table" no Digits
