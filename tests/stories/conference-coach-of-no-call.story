story "a coach whose call is misspelt is let in nowhere, and heard by nobody"
number +15550100 -> /room
number +15550101 -> /coach
phone alice mute number +15550001
phone bob mute number +15550002
phone carol number +15550003
web /room: 200 "<Response><Dial><Conference beep='false'>Board</Conference></Dial></Response>"
web /coach: 200 "<Response><Dial action='/done'><Conference beep='false' coach='CA1'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice gets 200
  bob calls +15550100
  bob gets 200
  carol calls +15550101
  carol says 4s
  after 3s
  alice hangs up
  bob hangs up

expect
  alice never hears carol
  bob never hears carol
  carol ends completed
