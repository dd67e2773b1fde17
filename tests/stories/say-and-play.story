story "texts and files are heard one after the other, to the frame, also while they are still on their way"
number +15550100 -> /say-and-play.xml
phone alice
web /hello.wav: 200 sound voice 1s
web /late.wav: after 1s 200 sound voice 3s arriving 2s

play
  alice calls +15550100
  alice hears "Please hold" for 660ms
  alice hears /late.wav
  alice gets BYE

expect
  alice hears "Please hold" by woman for 660ms, /hello.wav for 1s 2 times, /late.wav for 3s, "Good bye" for 480ms
  alice never hears beep
  asked /late.wav 1 time
