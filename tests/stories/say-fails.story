story "a text that nobody can speak is passed over"
speech fails
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Say>Hello</Say><Play>/tone.wav</Play></Response>"
web /tone.wav: 200 sound tone 440 1s
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE

expect
  notes 13521
  alice never hears "Hello"
  alice hears tone 440 for 1s
