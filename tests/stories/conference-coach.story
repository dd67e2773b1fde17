story "a coach is heard by the one it coaches, and by nobody else"
number +15550100 -> /room
number +15550101 -> /coach
phone alice mute number +15550001
phone bob mute number +15550002
phone carol number +15550003
web /room: 200 "<Response><Dial action='/done'><Conference beep='false'>Board</Conference></Dial></Response>"
web /coach: 200 "<Response><Dial action='/done'><Conference beep='false' coach='{sid of alice}' statusCallback='/events'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice gets 200
  bob calls +15550100
  bob gets 200
  carol calls +15550101
  alice hears carol
  after 1s
  bob says 6s meanwhile
  carol hears bob
  after 6s
  alice says 6s meanwhile
  carol hears alice
  bob has not heard carol
  carol hangs up
  alice hangs up
  bob hangs up

expect
  bob never hears carol
  asked /done with From=+15550003 DialCallStatus=completed DialBridged=true
