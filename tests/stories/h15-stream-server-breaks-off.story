story "a stream that breaks in mid-call is over"
number +15550100 -> /h15-stream-server-breaks-off.xml
phone alice
stream wss://ai.example/bot: waits 2s, breaks
web /over: 200 "<Response><Play>/tone.wav</Play></Response>"
web /tone.wav: 200 sound tone 440 1s

play
  alice calls +15550100
  alice gets BYE

expect
  alice hears tone 440 for 1s
  told /stream with StreamEvent=stream-error StreamError~broke
  asked /over with StreamEvent=stream-error StreamError~broke
  notes stream_failed
  alice ends completed
