story "a conference ends with a participant that an operator takes out, and tells so"
number +15550100 -> /room
number +15550101 -> /other
phone alice number +15550001
phone bob number +15550002
web /room: 200 "<Response><Dial><Conference beep='false' endConferenceOnExit='true' statusCallback='/events' statusCallbackEvent='end leave'>Board</Conference></Dial></Response>"
web /other: 200 "<Response><Dial><Conference beep='false' statusCallback='/events' statusCallbackEvent='end'>Hall</Conference></Dial></Response>", 200 "<Response><Dial><Conference beep='false'>Board</Conference></Dial></Response>"

play
  bob calls +15550101
  operator removes bob from Hall
  bob gets BYE
  alice calls +15550100
  bob calls +15550101
  bob hears alice
  operator removes alice from Board
  alice gets BYE

expect
  told /events with StatusCallbackEvent=conference-end FriendlyName=Hall ReasonConferenceEnded=last-participant-kicked CallSidEndingConference~CA
  told /events with StatusCallbackEvent=participant-leave ReasonParticipantLeft=participant_updated_via_api
  told /events with StatusCallbackEvent=participant-leave ReasonParticipantLeft=moderator_ended_conference
  told /events with StatusCallbackEvent=conference-end FriendlyName=Board ReasonConferenceEnded=participant-with-end-conference-on-exit-kicked CallSidEndingConference~CA
