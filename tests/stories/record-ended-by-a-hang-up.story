story "a caller that hangs up has left its message all the same"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Record action='/done.xml' playBeep='false'/></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  alice says 3s
  after 200ms
  alice hangs up

expect
  asked /done.xml with Digits=hangup CallStatus=completed RecordingDuration=3
  recording of alice holds alice for 3s
  recording of alice is 3220ms long
