story "a sound is heard while it is still being downloaded"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Play>/long.wav</Play></Response>"
web /long.wav: 200 sound voice 6s arriving 5s
phone alice number +15550001

play
  alice calls +15550100
  alice hears /long.wav within 2s
  alice gets BYE

expect
  alice hears /long.wav for 6s
  alice ends completed 200 because document
