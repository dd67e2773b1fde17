story "Hangup in the wait document ends the call, and the action is owed"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
web /in: 200 "<Response><Enqueue action='/done' waitUrl='/wait'>support</Enqueue></Response>"
web /wait: 200 "<Response><Say>we are closed</Say><Hangup/></Response>"
web /done: 200 "<Response/>"

play
  alice calls +15550100
  alice hears "we are closed" for 780ms
  alice gets BYE

expect
  asked /done with QueueResult=hangup CallStatus=completed QueueSid~QU
  asked /wait 1 time
