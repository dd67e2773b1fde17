story "a Record without finishOnKey is ended by any key"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Record action='/done.xml' playBeep='false'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  alice says 3s
  after 500ms
  alice presses 4
  alice gets BYE

expect
  asked /done.xml with Digits=4 RecordingDuration=3
  recording of alice holds alice for 3s
  recording of alice is 3440ms long
