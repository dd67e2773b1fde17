story "a wait document that cannot be had is silence"
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
web /room: 200 "<Response><Dial action='/done'><Conference beep='false' waitUrl='/nowhere'>Board</Conference></Dial></Response>"
web /nowhere: 500 "oops"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears silence
  bob calls +15550100
  alice hears bob
  alice hangs up
  bob hangs up

expect
  asked /nowhere 1 time
  notes 11200
