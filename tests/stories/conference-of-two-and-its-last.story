story "two moderators hear each other, and the room ends with the last of them"
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
web /room: 200 "<Response><Dial action='/done'><Conference beep='false' statusCallback='/events' statusCallbackEvent='end'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears music
  bob calls +15550100
  alice hears bob
  bob hears alice
  alice hangs up
  after 3s
  bob hangs up

expect
  told /events with StatusCallbackEvent=conference-end ReasonConferenceEnded=last-participant-left SequenceNumber=1
  told /events 1 time
  asked /done with DialCallStatus=completed
  asked /done with DialCallStatus=completed
