story "a recogniser that fails: speech is silence, and keys go on"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='dtmf speech' numDigits='1' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser fails, after 500ms
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says "yes please"
  alice presses 7
  alice gets BYE

expect
  notes 13316
  asked /done.xml with Digits=7 no SpeechResult
