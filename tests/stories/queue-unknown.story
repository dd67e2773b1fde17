story "a queue in which nobody has ever stood is unknown"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
web /agent: 200 "<Response><Dial action='/agent-done'><Queue>support</Queue></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  bob calls +15550101
  bob gets BYE

expect
  notes 13320
  asked /agent-done with DialCallStatus=failed DialBridged=false DequeueResult=queue-not-found no QueueSid no DialCallSid
  bob never hears ringback
