story "a message is recorded as it was said"
number +15550100 -> /a-message-is-recorded.xml
phone alice
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears "Speak after the beep" for 1200ms
  alice stays silent
  alice hears beep
  alice says 3s
  after 500ms
  alice presses #
  alice gets BYE

expect
  alice hears "Speak after the beep" for 1200ms, beep
  recording of alice holds alice for 3s
  recording of alice is at least 3s long
  recording of alice is at most 4s long
  recording of alice never holds beep
  recording 2 of alice never
  asked /done with RecordingDuration=4
