story "a conference is recorded from its begin in one channel"
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
config api.public_url = "http://api.example"
web /room: 200 "<Response><Dial action='/done'><Conference beep='false' record='record-from-start' recordingStatusCallback='/recorded' recordingStatusCallbackEvent='in-progress completed'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  bob calls +15550100
  alice hears bob
  alice says 2s
  alice hangs up
  bob hangs up

expect
  told /recorded with RecordingSource=Conference RecordingStatus=in-progress ConferenceSid~CF no RecordingDuration no CallSid
  told /recorded with RecordingSource=Conference RecordingChannels=1 ConferenceSid~CF RecordingStatus=completed
