story "Callers wait in a queue, and an agent takes the first"
number +15550100 -> /queue.xml
number +15550101 -> /queue.agent.xml
phone alice number +15550001
phone bob number +15550002
phone carol number +15550003

play
  alice calls +15550100
  alice hears "All agents are busy, please wait" for 1920ms 1 time
  carol calls +15550100
  carol hears "All agents are busy, please wait" for 1920ms 1 time
  bob calls +15550101
  bob hears ringback
  alice hears "You will be connected" for 1260ms
  bob hears alice
  alice hears bob
  bob hangs up
  alice hears "Thank you for calling" for 1260ms
  alice gets BYE
  bob calls +15550101
  bob hears carol
  carol hears bob
  carol hangs up
  bob hears "Caller has left" for 900ms
  bob gets BYE

expect
  asked /queue.wait.xml with From=+15550001 QueuePosition=1 CurrentQueueSize=1 MaxQueueSize=100 QueueTime=0 AvgQueueTime=0 QueueSid~QU CallStatus=in-progress
  asked /queue.wait.xml with From=+15550003 QueuePosition=2 CurrentQueueSize=2
  asked /queue.hello.xml with From=+15550001 QueueSid~QU DequeingCallSid~CA QueueTime!=0
  asked /queue.hello.xml with From=+15550003
  asked /queue.done.xml with From=+15550001 QueueResult=bridged QueueSid~QU QueueTime!=0 CallStatus=in-progress
  asked /queue.done.xml with From=+15550003 QueueResult=bridged CallStatus=completed
  asked /queue.agent.done.xml with DialCallStatus=completed DialBridged=true DialCallSid~CA QueueSid~QU DequeueResult=bridged CallStatus=completed
  asked /queue.agent.done.xml with DialCallStatus=completed DialBridged=true DequeueResult=bridged CallStatus=in-progress
