story "an empty waitUrl is silence"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
web /in: 200 "<Response><Enqueue waitUrl=''>support</Enqueue></Response>"
web /agent: 200 "<Response><Dial action='/agent-done'><Queue>support</Queue></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears silence
  bob calls +15550101
  alice hears bob
  bob hangs up
  alice gets BYE

expect
  alice never hears music
  asked /agent-done with DialCallStatus=completed
