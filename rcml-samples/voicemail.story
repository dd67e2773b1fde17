story "A caller leaves a message and ends it by a key"
number +15550100 -> /voicemail.xml
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  after 3s
  alice says 6s
  after 500ms
  alice presses "#"
  alice hears "Thank you for your message." for 1620ms within 20s
  alice gets BYE

expect
  asked /voicemail.done.xml with RecordingDuration=7 RecordingUrl~/Recordings/RE Digits=#
  told /voicemail-status with RecordingStatus=completed RecordingSource=RecordVerb RecordingChannels=1
  alice hears "Please leave a message after the tone." for 2280ms, "Thank you for your message." for 1620ms
  alice never hears "Goodbye."
  recording of alice holds alice for 6s
  recording of alice never holds beep
  recording of alice is 6900ms long
