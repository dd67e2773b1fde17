story "the time limit of a conference begins inside and not before the door with the PIN"
number +15550100 -> /room
phone alice number +15550001
web /room: 200 "<Response><Dial timeLimit='10' action='/done'><Conference beep='false' pin='4711'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears beep
  after 8s
  alice presses 4711#
  alice hears music
  after 8s
  alice has not got BYE
  alice gets BYE within 3s

expect
  asked /done with DialCallStatus=answered
