story "Enqueue asks by GET where it says so"
number +15550100 -> /in
web /in: 200 "<Response><Enqueue action='/done' method='GET' waitUrl='/wait' waitUrlMethod='GET'>support</Enqueue></Response>"
web /wait: 200 "<Response><Say>please wait</Say><Leave/></Response>"
web /done: 200 "<Response><Hangup/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice hears "please wait" for 660ms
  alice gets BYE

expect
  asked /wait with Method=GET QueuePosition=1
  asked /done with Method=GET QueueResult=leave
