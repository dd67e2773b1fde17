story "recordingTrack keeps one party of a Dial, trim its silence at both ends, and the callback comes by GET"
number +15550100 -> /main.xml
config api.public_url = "http://api.example"
web /main.xml: 200 "<Response><Dial record='true' recordingTrack='inbound' trim='trim-silence' recordingStatusCallback='/rec' recordingStatusCallbackMethod='GET'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice mute number +15550001
phone bob mute

play
  alice calls +15550100
  bob is called
  bob answers
  after 3s
  bob says 2s
  alice says 2s
  after 3s
  bob hangs up

expect
  recording of alice holds alice
  recording of alice never holds bob
  recording of alice is at least 1900ms long
  recording of alice is at most 3s long
  told /rec with Method=GET RecordingStatus=completed RecordingChannels=1
