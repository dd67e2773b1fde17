story "a full queue lets nobody in: the action is asked at once, or the next verb runs"
number +15550100 -> /in
number +15550101 -> /second
phone alice number +15550001
phone bob number +15550002
phone carol number +15550003
config limits.queue_size = 1
web /in: 200 "<Response><Enqueue action='/done'>support</Enqueue></Response>"
web /second: 200 "<Response><Enqueue>support</Enqueue><Say>call again later</Say></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears music
  bob calls +15550100
  bob gets BYE
  carol calls +15550101
  carol hears "call again later" for 960ms
  carol gets BYE
  alice hangs up

expect
  notes queue_full
  asked /done with From=+15550002 QueueResult=queue-full no QueueSid
  asked /done with From=+15550001 QueueResult=hangup
