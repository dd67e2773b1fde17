story "who waits in a queue hears music unless the document says what else"
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
  after 3s
  bob calls +15550101
  alice hears bob
  bob hears alice
  alice hangs up

expect
  asked /done with QueueResult=bridged CallStatus=completed QueueTime!=0
  asked /agent-done with DialCallStatus=completed DialBridged=true DialCallSid~CA DequeueResult=bridged QueueTime!=0 CallStatus=in-progress
