story "what a taken caller was to hear and is not there keeps nobody apart"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
web /in: 200 "<Response><Enqueue action='/done'>support</Enqueue></Response>"
web /agent: 200 "<Response><Dial action='/agent-done'><Queue url='/hello' method='GET'>support</Queue></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears music
  bob calls +15550101
  bob hears alice
  alice hears bob
  alice hangs up
  bob gets BYE

expect
  asked /hello with Method=GET
  asked /done with QueueResult=bridged
