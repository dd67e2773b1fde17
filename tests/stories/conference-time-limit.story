story "timeLimit counts from the coming into the room"
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
web /room: 200 "<Response><Dial action='/done' timeLimit='20'><Conference beep='false'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  bob calls +15550100
  alice hears bob
  alice gets BYE
  bob gets BYE

expect
  asked /done with DialCallStatus=answered
  asked /done with DialCallStatus=answered
