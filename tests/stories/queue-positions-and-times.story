story "every wait document is asked for with how the caller stands at that moment"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
phone carol number +15550003
config limits.queue_size = 7
web /in: 200 "<Response><Enqueue action='/done' waitUrl='/wait'>support</Enqueue></Response>"
web /wait: 200 "<Response><Pause length='10'/></Response>"
web /agent: 200 "<Response><Dial action='/agent-done'><Queue>support</Queue></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  after 15s
  carol calls +15550100
  after 3s
  bob calls +15550101
  bob hears alice
  after 10s
  bob hangs up
  alice gets BYE
  carol hangs up

expect
  asked /wait with From=+15550001 QueuePosition=1 CurrentQueueSize=1 QueueTime=0 AvgQueueTime=0 MaxQueueSize=7
  asked /wait with From=+15550001 QueuePosition=1 CurrentQueueSize=1 QueueTime=10 AvgQueueTime=10
  asked /wait with From=+15550003 QueuePosition=2 CurrentQueueSize=2 QueueTime=0
  asked /wait with From=+15550003 QueuePosition=1 CurrentQueueSize=1 QueueTime=10
  asked /done with From=+15550001 QueueResult=bridged
  asked /done with From=+15550003 QueueResult=hangup
