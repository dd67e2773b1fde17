story "tones are played to the frame, as often as they are wanted"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Play loop='2'>/low.wav</Play><Play>/high.wav</Play><Say>After it</Say></Response>"
web /low.wav: 200 sound tone 440 1s
web /high.wav: 200 sound tone 1000 700ms
phone alice number +15550001

play
  alice calls +15550100
  alice hears "After it"
  alice gets BYE

expect
  alice hears /low.wav for 1s 2 times, /high.wav for 700ms, "After it" for 480ms
