story "an operator puts somebody in a conference on hold, with a document and with music"
number +15550100 -> /room
number +15550101 -> /other
phone alice mute number +15550001
phone bob mute number +15550002
web /room: 200 "<Response><Dial><Conference beep='false' participantLabel='a' waitUrl='' statusCallback='/events' statusCallbackEvent='mute hold modify'>Board</Conference></Dial></Response>"
web /other: 200 "<Response><Dial action='/done'><Conference beep='false' participantLabel='b'>Board</Conference></Dial></Response>"
web /hold: 200 "<Response><Say>please wait</Say><Pause length='10'/></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice gets 200
  operator sets alice in Board Hold=true
  alice hears music
  operator sets alice in Board Hold=false
  after 500ms
  bob calls +15550101
  bob gets 200
  after 500ms
  operator sets bob in Board Hold=true HoldUrl=/hold HoldMethod=POST
  bob hears "please wait" for 660ms
  alice says "bob hears none of it"
  after 1s
  operator sets bob in Board Hold=true
  bob hears music
  operator sets bob in Board Hold=false
  after 500ms
  alice says "welcome back" meanwhile
  bob hears "welcome back" by alice
  after 1s
  operator sets bob in Board Hold=true
  after 1s
  bob hangs up
  after 1s
  alice hangs up

expect
  bob never hears "bob hears none of it" by alice
  told /events with StatusCallbackEvent=participant-hold SequenceNumber=1 ParticipantLabel=a Hold=true
  told /events with StatusCallbackEvent=participant-unhold SequenceNumber=2 ParticipantLabel=a
  told /events with StatusCallbackEvent=participant-hold SequenceNumber=3 ParticipantLabel=b Hold=true
  told /events with StatusCallbackEvent=participant-unhold SequenceNumber=4 ParticipantLabel=b Hold=false
  told /events with StatusCallbackEvent=participant-hold SequenceNumber=5
  told /events 5 times
  asked /hold with FriendlyName=Board ConferenceSid~CF
  asked /done with DialCallStatus=completed DialBridged=true
