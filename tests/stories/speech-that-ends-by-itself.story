story "a recogniser that knows the end of speech need not be asked, if the document leaves the end to it"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='speech' speechTimeout='auto' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser listens, ends, after 9s
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says "yes please"
  alice gets BYE within 2s

expect
  asked /done.xml with SpeechResult="yes please"
