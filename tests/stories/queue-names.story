story "a queue needs a name of at most 64 characters"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
web /in: 200 "<Response><Enqueue action='/done'/></Response>"
web /agent: 200 "<Response><Dial action='/agent-done'><Queue>12345678901234567890123456789012345678901234567890123456789012345</Queue></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice gets 603
  bob calls +15550101
  bob gets BYE

expect
  notes 13320
  asked /done with QueueResult=error no QueueSid
  asked /agent-done with DialCallStatus=failed
  alice never gets 200
  bob never hears music
