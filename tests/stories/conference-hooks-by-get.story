story "a conference asks and tells by GET where it says so, and its recording is trimmed"
number +15550100 -> /room
config api.public_url = "http://api.example"
web /room: 200 "<Response><Dial><Conference name='Board' beep='false' waitUrl='/wait' waitMethod='GET' record='record-from-start' trim='trim-silence' recordingStatusCallback='/rec' recordingStatusCallbackMethod='GET' statusCallback='/events' statusCallbackMethod='GET' statusCallbackEvent='end'><Video/></Conference></Dial></Response>"
web /wait: 200 "<Response><Say>please wait</Say><Pause length='30'/></Response>"
phone alice mute number +15550001
phone bob mute number +15550002

play
  alice calls +15550100
  alice hears "please wait" for 660ms
  bob calls +15550100
  bob gets 200
  after 3s
  alice says 2s
  after 3s
  alice hangs up
  bob hangs up

expect
  asked /wait with Method=GET FriendlyName=Board
  told /events with Method=GET StatusCallbackEvent=conference-end FriendlyName=Board
  told /rec with Method=GET RecordingStatus=completed RecordingDuration=2
  recording of conference Board holds alice for 2s
  recording of conference Board never holds "please wait"
  recording of conference Board is 2120ms long
