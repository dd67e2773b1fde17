story "Leave in any other document does nothing"
number +15550100 -> /in
phone alice number +15550001
web /in: 200 "<Response><Leave/><Say>still here</Say></Response>"

play
  alice calls +15550100
  alice hears "still here" for 600ms
  alice gets BYE

expect
  notes 12200
