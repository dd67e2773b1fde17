story "who wants to coach a call that is not there is not let in"
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
web /room: 200 "<Response><Dial action='/done'><Conference coach='CA00000000000000000000000000000000'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice gets BYE

expect
  notes 13240
  asked /done with DialCallStatus=failed
  alice never hears music
