story "the star takes its caller out of the conference"
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
web /room: 200 "<Response><Dial action='/done' hangupOnStar='true'><Conference beep='false'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Say>you have left</Say></Response>"

play
  alice calls +15550100
  bob calls +15550100
  alice hears bob
  alice presses *
  alice hears "you have left" for 780ms
  alice gets BYE
  bob hangs up

expect
  asked /done with From=+15550001 DialCallStatus=answered DialBridged=true ConferenceSid~CF
  alice hears "you have left" for 780ms
