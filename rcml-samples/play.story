story "A sound is played twice"
number +15550100 -> /play.xml
web /welcome.wav: 200 sound voice 3s
phone alice number +15550001

play
  alice calls +15550100
  alice hears /welcome.wav
  alice gets BYE

expect
  alice hears /welcome.wav for 3s 2 times
  alice ends completed 200 because document
