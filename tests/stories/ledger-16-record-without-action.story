story "a Record without action asks its own document, but not after a hang-up"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Record playBeep='false'/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  alice says 3s
  after 500ms
  alice presses 5
  after 500ms
  alice says 3s
  after 200ms
  alice hangs up

expect
  asked /main.xml with CallStatus=ringing
  asked /main.xml with Digits=5 RecordingDuration=3
  asked /main.xml 2 times
  recording of alice holds alice for 3s
  recording of alice is 3440ms long
  recording 2 of alice holds alice for 3s
  recording 2 of alice is 3660ms long
  recording 3 of alice never
