story "keys by INFO reach the other side of the bridge, once"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
web /in: 200 "<Response><Enqueue action='/done'>support</Enqueue></Response>"
web /agent: 200 "<Response><Dial action='/agent-done'><Queue>support</Queue></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears music
  bob calls +15550101
  bob hears alice
  alice presses 5 by info
  bob hears key 5
  bob presses 7 by info
  alice hears key 7
  alice hangs up
  bob gets BYE

expect
  asked /done with QueueResult=bridged
