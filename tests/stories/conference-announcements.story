story "an operator has something announced to a conference, or to one in it"
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
web /room: 200 "<Response><Dial><Conference beep='false' statusCallback='/events' statusCallbackEvent='announcement end'>Board</Conference></Dial></Response>"
web /all: 200 "<Response><Say>the room closes soon</Say><Pause length='1'/><Redirect>/more</Redirect></Response>"
web /more: 200 "<Response><Play loop='2'>/chime.wav</Play><Dial>+15550100</Dial></Response>"
web /chime.wav: 200 sound tone 500 1s
web /you: 200 sound tone 700 2s
web /gone: 404

play
  alice calls +15550100
  alice hears music
  operator sets Board AnnounceUrl=/all
  bob calls +15550100
  alice hears bob
  operator sets Board AnnounceUrl=/all
  operator sets bob in Board AnnounceUrl=/you AnnounceMethod=GET
  operator sets Board AnnounceUrl=/gone
  bob hears "the room closes soon" for 1200ms
  alice hears tone 500 for 2s
  bob hears tone 700 for 2s
  after 4s
  alice has not heard tone 700
  operator sets Board AnnounceUrl=/all
  operator sets bob in Board AnnounceUrl=/you
  after 500ms
  bob hangs up
  after 5s
  operator sets alice in Board Hold=true
  operator sets Board AnnounceUrl=/all
  after 1s
  alice hangs up

expect
  told /events with StatusCallbackEvent=announcement-fail SequenceNumber=1 ReasonAnnouncementFailed~nobody no CallSid
  told /events with StatusCallbackEvent=announcement-end SequenceNumber=2 AnnounceUrl=http://app.example/all
  told /events with StatusCallbackEvent=announcement-end SequenceNumber=3 AnnounceUrl~/you CallSid~CA
  told /events with StatusCallbackEvent=announcement-fail SequenceNumber=4 ReasonAnnouncementFailed~404
  told /events with StatusCallbackEvent=announcement-fail SequenceNumber=5 AnnounceUrl~/you CallSid~CA
  told /events with StatusCallbackEvent=announcement-end SequenceNumber=6
  told /events with StatusCallbackEvent=announcement-fail SequenceNumber=7
  told /events with StatusCallbackEvent=conference-end ReasonConferenceEnded=last-participant-left
  asked /all with FriendlyName=Board ConferenceSid~CF
