story "Keys are played to the caller"
number +15550100 -> /play-digits.xml
phone alice number +15550001

play
  alice calls +15550100
  alice hears key 4
  alice hears key 2
  alice hears key "#"
  alice gets BYE

expect
  alice ends completed 200 because document
