story "the others hear somebody come and leave, and nobody hears it who does not want it told"
number +15550100 -> /room
number +15550101 -> /quiet
phone alice mute number +15550001
phone bob mute number +15550002
phone carol mute number +15550003
web /room: 200 "<Response><Dial action='/done'><Conference>Board</Conference></Dial></Response>"
web /quiet: 200 "<Response><Dial action='/done'><Conference beep='false'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  bob calls +15550101
  after 2s
  alice has not heard tone 523
  carol calls +15550100
  alice hears tone 659
  after 1s
  carol has not heard tone 659
  carol hangs up
  after 2s
  alice hangs up
  bob hangs up

expect
  asked /done 3 times
