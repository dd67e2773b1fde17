story "a Redirect in a wait document is followed, and the first one is asked again in the end"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
web /in: 200 "<Response><Enqueue action='/done' waitUrl='/wait'>support</Enqueue></Response>"
web /wait: 200 "<Response><Say>first</Say><Redirect>/more</Redirect></Response>"
web /more: 200 "<Response><Say>second</Say><Dial>+15550199</Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears "first" for 300ms 1 time
  alice hears "second" for 360ms 1 time
  alice hears "first" for 300ms 2 times
  alice hangs up

expect
  asked /wait with QueuePosition=1
  asked /more with QueuePosition=1 QueueSid~QU
  notes 12200
  asked /done with QueueResult=hangup CallStatus=completed
