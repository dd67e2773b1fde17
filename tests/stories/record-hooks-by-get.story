story "Record asks and tells by GET where it says so, and keeps the sound where a picture was wanted"
number +15550100 -> /main.xml
config api.public_url = "http://api.example"
web /main.xml: 200 "<Response><Record action='/done' method='GET' media='audio_video' maxLength='3' recordingStatusCallback='/rec' recordingStatusCallbackMethod='GET' recordingStatusCallbackEvent='in-progress completed'/></Response>"
web /done: 200 "<Response><Hangup/></Response>"
phone alice talkative number +15550001

play
  alice calls +15550100
  alice hears beep
  alice gets BYE

expect
  asked /done with Method=GET RecordingDuration=3
  told /rec with Method=GET RecordingStatus=in-progress
  told /rec with Method=GET RecordingStatus=completed RecordingSource=RecordVerb
  recording of alice holds alice
  recording of alice is 3s long
  recording of alice never holds beep
