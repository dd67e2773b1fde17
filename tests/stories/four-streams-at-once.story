story "a call has four streams and no more"
number +15550100 -> /four-streams-at-once.xml
phone alice
stream wss://ai.example/1: listens
stream wss://ai.example/2: listens
stream wss://ai.example/3: listens
stream wss://ai.example/4: listens
stream wss://ai.example/5: listens
web /music.wav: 200 sound voice 1s

play
  alice calls +15550100
  alice hears /music.wav for 1s
  alice says 1s
  alice gets BYE

expect
  stream wss://ai.example/1 hears alice for 1s
  stream wss://ai.example/1 gets start with start.tracks.0=inbound no start.tracks.1
  stream wss://ai.example/2 outbound hears /music.wav for 1s
  stream wss://ai.example/2 gets start with start.tracks.0=outbound no start.tracks.1
  stream wss://ai.example/3 hears alice for 1s
  stream wss://ai.example/3 outbound hears /music.wav for 1s
  stream wss://ai.example/4 hears alice for 1s
  stream wss://ai.example/5 is opened 0 times
  stream wss://ai.example/1 gets start, stop
  notes stream_refused
