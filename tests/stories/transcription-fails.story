story "a transcription that fails is told as failed"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Record action='/done.xml' playBeep='false' transcribe='true' transcribeCallback='/words'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser fails
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  alice says "please call me back"
  after 500ms
  alice presses 5
  alice gets BYE

expect
  told /words with TranscriptionStatus=failed no TranscriptionText
  notes transcription_failed
  recording of alice holds "please call me back" by alice for 1140ms
  recording of alice is 1580ms long
