story "a number that leads nowhere"
number +15550100 -> /plain-dial.xml
phone alice number +15550001

play
  alice calls +15550177
  alice gets 404

expect
  asked /plain-dial.xml never
