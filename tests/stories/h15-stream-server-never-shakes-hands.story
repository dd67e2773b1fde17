story "a stream server that never shakes hands is given up"
number +15550100 -> /h15-stream-server-never-shakes-hands.xml
phone alice
stream wss://ai.example/bot: silent
web /over: 200 "<Response><Play>/tone.wav</Play></Response>"
web /tone.wav: 200 sound tone 440 1s

play
  alice calls +15550100
  alice gets BYE

expect
  alice hears tone 440 for 1s
  told /stream with StreamEvent=stream-error StreamError~"not open"
  asked /over with StreamEvent=stream-error StreamError~"not open"
  notes stream_failed
  alice ends completed
