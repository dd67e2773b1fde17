story "a stream server that refuses leaves the call to the document"
number +15550100 -> /h15-stream-server-refuses.xml
phone alice
stream wss://ai.example/bot: refuses 403
web /over: 200 "<Response><Play>/tone.wav</Play></Response>"
web /tone.wav: 200 sound tone 440 1s

play
  alice calls +15550100
  alice gets BYE

expect
  alice hears tone 440 for 1s
  told /stream with StreamEvent=stream-error StreamError~403
  asked /over with StreamEvent=stream-error StreamError~403
  notes stream_failed
  alice ends completed
