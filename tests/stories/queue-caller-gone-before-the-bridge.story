story "a caller that hangs up while it is told who comes makes room for the next"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
phone carol number +15550003
web /in: 200 "<Response><Enqueue action='/done'>support</Enqueue></Response>"
web /agent: 200 "<Response><Dial action='/agent-done'><Queue url='/hello'>support</Queue></Dial></Response>"
web /hello: 200 "<Response><Say>one moment</Say><Pause length='4'/><Gather/></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears music
  carol calls +15550100
  carol hears music
  bob calls +15550101
  alice hears "one moment" for 600ms
  alice hangs up
  carol hears "one moment" for 600ms
  bob hears carol within 10s
  carol hangs up
  bob gets BYE

expect
  notes 12200
  asked /done with From=+15550001 QueueResult=bridging-in-process CallStatus=completed
  asked /done with From=+15550003 QueueResult=bridged
  asked /agent-done with DialCallStatus=completed DialBridged=true
