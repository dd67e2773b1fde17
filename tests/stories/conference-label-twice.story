story "a second participant of the same label is not let in, and its document goes on"
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
web /room: 200 "<Response><Dial action='/done'><Conference beep='false' participantLabel='chair'>Board</Conference></Dial><Say>taken</Say></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears music
  bob calls +15550100
  bob hears "taken" for 300ms
  bob gets BYE
  alice hangs up

expect
  notes 16025
  asked /done 1 time
