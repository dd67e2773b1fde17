story "Leave in the wait document takes the caller out of the queue"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
phone carol number +15550003
web /in: 200 "<Response><Enqueue action='/done' waitUrl='/wait'>support</Enqueue></Response>"
web /wait: 200 "<Response><Gather action='/key' numDigits='1' timeout='20'><Say>press one to leave</Say></Gather></Response>"
web /key: 200 "<Response><Leave/><Say>never heard</Say></Response>"
web /done: 200 "<Response><Say>leave a message</Say></Response>"
web /agent: 200 "<Response><Dial action='/agent-done'><Queue>support</Queue></Dial></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears "press one to leave" for 1080ms 1 time
  carol calls +15550100
  carol hears "press one to leave" for 1080ms 1 time
  alice presses 1
  alice hears "leave a message" for 900ms
  alice gets BYE
  bob calls +15550101
  bob hears carol
  carol hangs up
  bob gets BYE

expect
  asked /key with Digits=1 QueueSid~QU QueuePosition=1 CurrentQueueSize=2
  asked /done with From=+15550001 QueueResult=leave QueueSid~QU CallStatus=in-progress
  alice never hears "never heard"
  asked /done with From=+15550003 QueueResult=bridged
