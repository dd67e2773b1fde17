story "a conference is recorded from its begin in one channel: all who may speak, and nobody else"
number +15550100 -> /room
number +15550101 -> /muted
phone alice mute number +15550001
phone bob mute number +15550002
phone carol mute number +15550003
phone dora mute number +15550004
config api.public_url = "http://api.example"
web /room: 200 "<Response><Dial action='/done'><Conference beep='false' record='record-from-start' recordingStatusCallback='/recorded' recordingStatusCallbackEvent='in-progress completed'>Board</Conference></Dial></Response>"
web /muted: 200 "<Response><Dial action='/done'><Conference beep='false' muted='true'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice gets 200
  # Nobody is there yet: this is not in it.
  alice hears music
  alice says "hello, is anybody there"
  bob calls +15550100
  bob gets 200
  after 1s
  carol calls +15550100
  carol gets 200
  dora calls +15550101
  dora gets 200
  after 1s
  alice says 2s
  bob plays tone 440 for 1s
  carol says 1s
  dora says 2s
  # Three at once, and the muted one with them.
  alice says "one of three" meanwhile
  bob says "two of three" meanwhile
  dora says "four of three" meanwhile
  carol says "three of three"
  after 500ms
  # And each alone.
  alice says "one of three"
  bob says "two of three"
  dora says "four of three"
  carol says "three of three"
  after 1s
  carol hangs up
  after 1s
  dora hangs up
  alice hangs up
  bob hangs up

expect
  told /recorded with RecordingSource=Conference RecordingStatus=in-progress ConferenceSid~CF RecordingDuration=0 no CallSid
  told /recorded with RecordingSource=Conference RecordingChannels=1 ConferenceSid~CF RecordingStatus=completed
  recording of conference Board has 1 channel
  recording of conference Board is 14500ms long
  recording of conference Board holds alice for 2s, tone 440 for 1s, carol for 1s
  recording of conference Board holds "one of three" by alice for 720ms 2 times
  recording of conference Board holds "two of three" by bob for 720ms 2 times
  recording of conference Board holds "three of three" by carol for 840ms 2 times
  recording of conference Board never holds dora
  recording of conference Board never holds "four of three" by dora
  recording of conference Board never holds "hello, is anybody there" by alice
  recording 2 never
