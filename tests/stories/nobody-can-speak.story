story "nobody can speak, and the call goes on with what can be played"
number +15550100 -> /say-and-play.xml
phone alice
speech fails
web /hello.wav: 200 sound tone 440 1s
web /late.wav: 200 sound voice 1s

play
  alice calls +15550100
  alice gets BYE

expect
  alice never hears "Please hold"
  alice never hears "Good bye"
  alice hears tone 440 for 2s, /late.wav for 1s
