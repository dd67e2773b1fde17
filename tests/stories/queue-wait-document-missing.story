story "a wait document that is not there is silence, and the caller is taken all the same"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
web /in: 200 "<Response><Enqueue action='/done' waitUrl='/wait'>support</Enqueue></Response>"
web /agent: 200 "<Response><Dial action='/agent-done'><Queue>support</Queue></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears silence
  bob calls +15550101
  alice hears bob
  bob hears alice
  alice hangs up
  bob gets BYE

expect
  asked /wait 1 time
  asked /done with QueueResult=bridged
