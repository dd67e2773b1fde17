story "a sound that cannot be had ends the call"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Play>/gone.wav</Play><Pause length='50'/></Response>"
web /gone.wav: 404
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE within 20s

expect
  notes 13233
