story "keys count after their time-out where a noise never ends and has no word"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='dtmf speech' numDigits='1' timeout='3' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser listens
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says 60s meanwhile
  after 1s
  alice presses 4
  alice gets BYE within 5s

expect
  asked /done.xml with Digits=4 no SpeechResult
