story "once begun, members come straight in though the moderator has left"
number +15550100 -> /room
number +15550101 -> /member
phone alice number +15550001
phone bob number +15550002
phone carol number +15550003
web /room: 200 "<Response><Dial action='/done'><Conference beep='false'>Board</Conference></Dial></Response>"
web /member: 200 "<Response><Dial action='/done'><Conference beep='false' startConferenceOnEnter='false'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  bob calls +15550101
  alice hears bob
  alice hangs up
  after 1s
  carol calls +15550101
  bob hears carol
  carol hears bob
  bob hangs up
  carol hangs up

expect
  carol never hears music
