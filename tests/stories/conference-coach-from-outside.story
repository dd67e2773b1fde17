story "an operator makes somebody in a conference the coach of another, takes it out, and ends the conference"
number +15550100 -> /room
number +15550101 -> /other
phone alice mute number +15550001
phone bob mute number +15550002
phone carol mute number +15550003
web /room: 200 "<Response><Dial><Conference beep='false' participantLabel='a' statusCallback='/events' statusCallbackEvent='end leave mute hold modify'>Board</Conference></Dial></Response>"
web /other: 200 "<Response><Dial action='/done'><Conference beep='false' participantLabel='b'>Board</Conference></Dial></Response>", 200 "<Response><Dial action='/done'><Conference beep='false' participantLabel='c'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Pause length='1'/><Hangup/></Response>"

play
  alice calls +15550100
  alice gets 200
  after 500ms
  bob calls +15550101
  bob gets 200
  after 500ms
  carol calls +15550101
  carol gets 200
  after 500ms
  operator sets bob in Board Coaching=true CallSidToCoach=alice
  bob says "psst alice" meanwhile
  alice hears "psst alice" by bob
  after 1s
  operator sets bob in Board Coaching=false EndConferenceOnExit=true
  bob says "all of you" meanwhile
  carol hears "all of you" by bob
  after 1s
  operator sets bob in Board EndConferenceOnExit=false
  operator removes bob from Board
  bob gets BYE
  after 500ms
  operator sets Board Status=completed
  carol gets BYE

expect
  carol never hears "psst alice" by bob
  told /events with StatusCallbackEvent=participant-modify SequenceNumber=1 ParticipantLabel=b Coaching=true CallSidToCoach~CA
  told /events with StatusCallbackEvent=participant-modify SequenceNumber=2 Coaching=false EndConferenceOnExit=true no CallSidToCoach
  told /events with StatusCallbackEvent=participant-modify SequenceNumber=3 EndConferenceOnExit=false
  told /events with StatusCallbackEvent=participant-leave SequenceNumber=4 ParticipantLabel=b ReasonParticipantLeft=participant_updated_via_api ParticipantCallStatus=in-progress
  told /events with StatusCallbackEvent=participant-leave ReasonParticipantLeft=conference_ended_via_api
  told /events with StatusCallbackEvent=participant-leave ReasonParticipantLeft=conference_ended_via_api
  told /events with StatusCallbackEvent=conference-end ReasonConferenceEnded=conference-ended-via-api no CallSidEndingConference
  told /events 7 times
  asked /done with DialCallStatus=answered DialBridged=true ConferenceSid~CF
  asked /done with DialCallStatus=answered
