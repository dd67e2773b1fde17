story "a sound that cannot be had ends the call"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Play>/gone.wav</Play><Say>Goodbye</Say><Pause length='50'/></Response>"
web /gone.wav: 404
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE within 20s

expect
  notes 13233
  alice never hears "Goodbye"
  alice ends completed 200
  alice never hears /gone.wav
