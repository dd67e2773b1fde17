story "a voice without words is what the recogniser makes of it"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='speech' speechTimeout='auto' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser hears "you", sure 0.31
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says 2s
  alice gets BYE

expect
  asked /done.xml with SpeechResult=you Confidence=0.31
