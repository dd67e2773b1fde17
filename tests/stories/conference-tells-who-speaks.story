story "whoever begins or ceases to speak in a conference is told of"
number +15550100 -> /room
phone alice mute number +15550001
phone bob mute number +15550002
web /room: 200 "<Response><Dial><Conference beep='false' participantLabel='x' statusCallback='/events' statusCallbackEvent='speaker'>Board</Conference></Dial></Response>", 200 "<Response><Dial><Conference beep='false' participantLabel='y'>Board</Conference></Dial></Response>"

play
  alice calls +15550100
  alice gets 200
  after 1s
  bob calls +15550100
  after 2s
  alice says 2s
  after 2s
  bob says 2s
  after 2s
  alice hangs up
  bob hangs up

expect
  told /events with StatusCallbackEvent=participant-speech-start ParticipantLabel=x CallSid~CA SequenceNumber=1
  told /events with StatusCallbackEvent=participant-speech-stop ParticipantLabel=x SequenceNumber=2
  told /events with StatusCallbackEvent=participant-speech-start ParticipantLabel=y SequenceNumber=3
  told /events with StatusCallbackEvent=participant-speech-stop ParticipantLabel=y SequenceNumber=4
  bob hears alice for 2s
  alice hears bob for 2s
