story "a message for which the disk has no room is told as none, and the call goes on"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Say>Speak after the beep</Say><Record action='/done' recordingStatusCallback='/rec' recordingStatusCallbackEvent='completed absent' finishOnKey='#' trim='do-not-trim'/><Say>Goodbye</Say></Response>"
web /done: 200 "<Response><Say>Thank you</Say></Response>"
phone alice
disk full

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
  alice hears "Speak after the beep" for 1200ms, beep, "Goodbye" for 420ms
  alice never hears "Thank you"
  told /rec with RecordingStatus=absent RecordingSid~RE
  asked /done never
  notes recording_failed
  recording never
  alice ends completed 200 because document
