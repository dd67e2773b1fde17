story "who was in a queue may wait in another, and stands behind those who wait there"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
web /in: 200 "<Response><Enqueue waitUrl='/wait'>sales</Enqueue><Enqueue action='/done'>support</Enqueue></Response>"
web /wait: 200 "<Response><Say>sales is closed</Say><Leave/></Response>"
web /agent: 200 "<Response><Dial action='/agent-done'><Queue>support</Queue></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears "sales is closed" for 900ms
  alice hears music
  bob calls +15550101
  bob hears alice
  bob hangs up
  alice gets BYE

expect
  asked /done with QueueResult=bridged
