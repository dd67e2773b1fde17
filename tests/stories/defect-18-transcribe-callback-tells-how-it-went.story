story "transcribeCallback tells of a transcription, or that there is none"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Record action='/done.xml' playBeep='false' transcribeCallback='/words'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  alice says 3s
  after 500ms
  alice presses 5
  alice gets BYE

expect
  told /words with TranscriptionStatus=failed TranscriptionSid~TR RecordingSid~RE RecordingUrl~/Recordings/RE
  recording of alice holds alice for 3s
  recording of alice is 3440ms long
