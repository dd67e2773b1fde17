story "record of a Dial does not record its conference, which is said"
number +15550100 -> /room
phone alice number +15550001
web /room: 200 "<Response><Dial record='true'><Conference>Board</Conference></Dial></Response>"

play
  alice calls +15550100
  alice hears music
  alice hangs up

expect
  notes 13217
  recording never
