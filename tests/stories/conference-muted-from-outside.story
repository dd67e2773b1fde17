story "an operator mutes somebody in a conference, and lets it speak again"
number +15550100 -> /room
number +15550101 -> /other
phone alice mute number +15550001
phone bob mute number +15550002
web /room: 200 "<Response><Dial><Conference beep='false' participantLabel='a' statusCallback='/events' statusCallbackEvent='mute hold modify'>Board</Conference></Dial></Response>"
web /other: 200 "<Response><Dial><Conference beep='false' participantLabel='b'>Board</Conference></Dial></Response>"

play
  alice calls +15550100
  alice gets 200
  after 500ms
  bob calls +15550101
  bob gets 200
  after 500ms
  operator sets bob in Board Muted=true
  operator sets bob in Board Muted=true
  bob says "nobody hears this"
  after 1s
  alice says "bob still hears me" meanwhile
  bob hears "bob still hears me" by alice
  after 2s
  operator sets bob in Board Mute=false
  bob says "here again" meanwhile
  alice hears "here again" by bob
  after 1s
  operator sets bob in Board BeepOnExit=false
  bob hangs up
  after 1s
  alice hangs up

expect
  alice never hears "nobody hears this" by bob
  told /events with StatusCallbackEvent=participant-mute SequenceNumber=1 ParticipantLabel=b Muted=true Hold=false CallSid~CA
  told /events with StatusCallbackEvent=participant-unmute SequenceNumber=2 ParticipantLabel=b Muted=false
  told /events 2 times
