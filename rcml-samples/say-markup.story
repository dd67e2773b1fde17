story "A text with a pause, a slow part and digits"
number +15550100 -> /say-markup.xml
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE

expect
  notes no 13521
  alice ends completed 200 because document
