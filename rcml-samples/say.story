story "Texts are spoken, one twice, one in French"
number +15550100 -> /say.xml
phone alice number +15550001

play
  alice calls +15550100
  alice hears "Please hold the line." for 1260ms
  alice hears "Merci de votre appel." for 1260ms within 20s
  alice gets BYE

expect
  alice ends completed 200 because document
