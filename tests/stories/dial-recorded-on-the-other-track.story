story "recordingTrack outbound keeps what the caller hears of the bridge, and neither the caller nor the ringing"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial record='record-from-answer' recordingTrack='outbound' ringTone='/ring.wav' action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
web /ring.wav: 200 sound tone 600 2s
phone alice mute number +15550001
phone bob mute

play
  alice calls +15550100
  bob is called
  bob rings
  alice hears tone 600
  after 5s
  bob answers
  after 1s
  alice says 2s
  bob says 3s
  after 1s
  bob hangs up
  alice gets BYE

expect
  alice hears /ring.wav for 2s
  asked /done.xml with DialCallStatus=completed RecordingUrl~RE
  recording of alice has 1 channel
  recording of alice is 7s long
  recording of alice holds bob for 3s
  recording of alice never holds alice
  recording of alice never holds tone 600
