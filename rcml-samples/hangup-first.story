story "a first Hangup refuses the call"
number +15550100 -> /hangup-first.xml
phone alice number +15550001

play
  alice calls +15550100
  alice gets 603

expect
  alice never gets 200
