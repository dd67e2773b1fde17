story "who finds a queue empty for the timeout of its Dial has found nobody"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
web /in: 200 "<Response><Enqueue action='/done'>support</Enqueue></Response>"
web /agent: 200 "<Response><Dial action='/agent-done' timeout='10'><Queue>support</Queue></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears music
  alice hangs up
  after 5s
  bob calls +15550101
  bob hears ringback
  bob gets BYE within 15s
  # Nobody waits for her any more.
  alice calls +15550100
  alice hears music
  alice hangs up

expect
  asked /agent-done with DialCallStatus=no-answer DialBridged=false DequeueResult=timeout QueueSid~QU no QueueTime
  asked /done 2 times
