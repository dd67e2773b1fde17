story "a conference is recorded from its begin whoever of those who wait for it wants that, and one that goes on from when somebody comes in who does"
number +15550100 -> /room
number +15550101 -> /recorded-room
number +15550102 -> /other-room
number +15550103 -> /recorded-other-room
phone alice mute number +15550001
phone bob mute number +15550002
phone carol mute number +15550003
config api.public_url = "http://api.example"
web /room: 200 "<Response><Dial><Conference beep='false'>Board</Conference></Dial></Response>"
web /recorded-room: 200 "<Response><Dial><Conference beep='false' record='record-from-start' recordingStatusCallback='/by-bob'>Board</Conference></Dial></Response>"
web /other-room: 200 "<Response><Dial><Conference beep='false'>Staff</Conference></Dial></Response>"
web /recorded-other-room: 200 "<Response><Dial><Conference beep='false' record='record-from-start' recordingStatusCallback='/by-carol'>Staff</Conference></Dial></Response>"

play
  alice calls +15550100
  alice gets 200
  alice hears music
  bob calls +15550101
  bob gets 200
  after 500ms
  alice says "this is on the tape of bob"
  # Whoever comes later and wants the same changes nothing.
  carol calls +15550101
  carol gets 200
  after 500ms
  carol says "and so is what carol says"
  after 500ms
  carol hangs up
  alice hangs up
  bob hangs up
  after 2s
  alice calls +15550102
  alice gets 200
  bob calls +15550102
  bob gets 200
  after 500ms
  alice says "before carol comes nothing is kept"
  carol calls +15550103
  carol gets 200
  after 500ms
  bob says "now every word of it is kept"
  carol hangs up
  after 500ms
  alice says "also when carol has left again"
  after 500ms
  alice hangs up
  bob hangs up

expect
  told /by-bob with RecordingSource=Conference RecordingStatus=completed ConferenceSid~CF
  told /by-carol with RecordingSource=Conference RecordingStatus=completed ConferenceSid~CF
  recording of conference Board holds "this is on the tape of bob" by alice for 1560ms, "and so is what carol says" by carol for 1500ms
  recording of conference Staff holds "now every word of it is kept" by bob for 1680ms, "also when carol has left again" by alice for 1800ms
  recording of conference Staff never holds "before carol comes nothing is kept" by alice
  recording 3 never
