story "a room that is full takes nobody in, and the action says so"
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
phone carol number +15550003
web /room: 200 "<Response><Dial action='/done'><Conference beep='false' maxParticipants='2'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  bob calls +15550100
  alice hears bob
  carol calls +15550100
  carol gets BYE
  alice hangs up
  bob hangs up

expect
  asked /done with From=+15550003 DialCallStatus=failed DialBridged=false no ConferenceSid
  notes conference_full
