story "where it is set the document goes on after a sound that cannot be had"
config compat.play_failure = "continue"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Play>/gone.wav</Play><Say>Goodbye</Say></Response>"
web /gone.wav: 404
phone alice number +15550001

play
  alice calls +15550100
  alice hears "Goodbye" for 420ms
  alice gets BYE

expect
  notes 13233
  alice never hears /gone.wav
