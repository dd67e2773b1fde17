story "a conversation whose recording cannot be written goes on, and the recording is told as none"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml' record='record-from-answer-dual' recordingStatusCallback='/rec' recordingStatusCallbackEvent='in-progress completed absent'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice mute number +15550001
phone bob mute: answers
disk fails

play
  alice calls +15550100
  bob gets ACK
  after 1s
  alice says 3s meanwhile
  bob says 3s
  after 500ms
  bob hangs up
  alice gets BYE

expect
  bob hears alice for 3s 1 time
  alice hears bob for 3s 1 time
  told /rec with RecordingStatus=in-progress
  told /rec with RecordingStatus=absent
  asked /done.xml with DialCallStatus=completed no RecordingUrl
  notes recording_failed
  recording never
