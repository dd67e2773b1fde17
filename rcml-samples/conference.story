story "A conference begins with its chair and ends with it"
number +15550100 -> /conference.xml
number +15550101 -> /conference.chair.xml
phone alice number +15550001
phone bob number +15550002
phone carol number +15550003

play
  alice calls +15550100
  alice hears music
  bob calls +15550100
  bob hears music
  carol calls +15550101
  alice hears carol
  carol hears bob
  bob hears alice
  carol hangs up

expect
  told /events with StatusCallbackEvent=participant-join SequenceNumber=1 FriendlyName=Board Muted=false StartConferenceOnEnter=false ConferenceSid~CF
  told /events with StatusCallbackEvent=participant-join SequenceNumber=2
  told /events with StatusCallbackEvent=participant-join SequenceNumber=3 EndConferenceOnExit=true
  told /events with StatusCallbackEvent=conference-start SequenceNumber=4
  told /events with StatusCallbackEvent=participant-leave SequenceNumber=5 ReasonParticipantLeft=participant_hung_up ParticipantCallStatus=completed
  told /events with StatusCallbackEvent=participant-leave SequenceNumber=6 ReasonParticipantLeft=moderator_ended_conference
  told /events with StatusCallbackEvent=participant-leave SequenceNumber=7
  told /events with StatusCallbackEvent=conference-end SequenceNumber=8 ReasonConferenceEnded=participant-with-end-conference-on-exit-left CallSidEndingConference~CA
  asked /conference.done.xml with DialCallStatus=answered ConferenceSid~CF no DialCallSid no DialCallDuration
  asked /conference.done.xml with DialCallStatus=answered
