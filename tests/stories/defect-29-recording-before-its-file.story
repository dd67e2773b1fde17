story "the action of a Record waits for the file"
disk slow 4s
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Record action='/done.xml' playBeep='false'/></Response>"
web /done.xml: 200 "<Response><Say>Thank you</Say></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  alice says 3s
  after 500ms
  alice presses 5
  after 3s
  alice has not heard "Thank you"
  alice hears "Thank you" for 540ms
  alice gets BYE

expect
  asked /done.xml with RecordingDuration=3
  recording of alice holds alice for 3s
  recording of alice is 3440ms long
