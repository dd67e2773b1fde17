story "a caller whose agent hangs up before the bridge stands first again"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
phone carol number +15550003
phone dave number +15550004
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
  bob hangs up
  alice hears music
  after 2s
  dave calls +15550101
  alice hears "one moment" for 600ms
  dave hears alice within 10s
  alice hears dave
  dave hangs up
  alice gets BYE
  carol hangs up

expect
  asked /agent-done with From=+15550002 DialCallStatus=canceled DialBridged=false DequeueResult=hangup
  asked /agent-done with From=+15550004 DialCallStatus=completed DequeueResult=bridged
  asked /done with From=+15550001 QueueResult=bridged
