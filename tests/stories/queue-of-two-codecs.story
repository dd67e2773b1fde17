story "two who have no codec in common hear each other"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001 codecs G722
phone bob number +15550002 codecs PCMA
web /in: 200 "<Response><Enqueue action='/done'>support</Enqueue></Response>"
web /agent: 200 "<Response><Dial action='/agent-done'><Queue>support</Queue></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears music
  bob calls +15550101
  bob hears alice
  alice hears bob
  bob holds
  bob resumes
  alice hears bob
  alice hangs up
  bob gets BYE

expect
  asked /agent-done with DialCallStatus=completed
