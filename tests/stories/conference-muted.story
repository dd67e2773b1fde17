story "who is muted hears and is not heard"
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
number +15550101 -> /muted
web /room: 200 "<Response><Dial action='/done'><Conference beep='false'>Board</Conference></Dial></Response>"
web /muted: 200 "<Response><Dial action='/done'><Conference beep='false' muted='true'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  bob calls +15550101
  bob hears alice
  after 2s
  alice has not heard bob
  bob hangs up
  after 1s
  alice hangs up

expect
  asked /done 2 times
