story "Enqueue, Leave and Queue are no empty names"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
web /in: 200 "<Response><Enqueue action='/done' waitUrl='/wait'>support</Enqueue></Response>"
web /wait: 200 "<Response><Say>first in line</Say><Pause length='2'/></Response>", 200 "<Response><Leave/></Response>"
web /done: 200 "<Response><Enqueue action='/again'>support</Enqueue></Response>"
web /again: 200 "<Response><Hangup/></Response>"
web /agent: 200 "<Response><Dial action='/agent-done'><Queue>support</Queue></Dial></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears "first in line" for 780ms
  alice hears music
  bob calls +15550101
  bob hears alice
  alice hears bob
  alice hangs up
  bob gets BYE

expect
  asked /done with QueueResult=leave
  asked /again with QueueResult=bridged
  notes no 12200
