story "who wants to take somebody out of an empty queue hears ringback until one comes"
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
  alice hangs up
  after 5s
  bob calls +15550101
  bob hears ringback
  after 20s
  alice calls +15550100
  alice hears bob
  bob hears alice
  bob hangs up
  alice gets BYE

expect
  asked /done with QueueResult=hangup
  asked /done with QueueResult=bridged QueueTime=0
  asked /agent-done with DialCallStatus=completed
