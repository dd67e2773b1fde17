story "a Record without action asks its own document, but not after a hang-up"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Record playBeep='false'/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  alice says 3s
  alice presses 5
  alice says 3s
  alice hangs up

expect
  asked /main.xml with CallStatus=ringing
  asked /main.xml with Digits=5 RecordingDuration=3
  asked /main.xml 2 times
