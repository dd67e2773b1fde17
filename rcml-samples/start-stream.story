story "a program hears both sides of a call"
number +15550100 -> /start-stream.xml
phone alice
phone bob at sip:bob@bob.example: answers, waits 3s, says 1s, waits 500ms, hangs up
stream wss://ai.example/ears: listens

play
  alice calls +15550100
  after 1s
  alice says 2s
  after 3s
  alice says 1s
  alice gets BYE

expect
  stream wss://ai.example/ears is opened 1 time
  stream wss://ai.example/ears gets connected, start with start.customParameters.language=en-GB, start.tracks.0=inbound, start.tracks.1=outbound, start.mediaFormat.encoding=audio/x-mulaw, start.mediaFormat.sampleRate=8000, sequenceNumber=1
  stream wss://ai.example/ears gets media with media.chunk=1, media.timestamp=0
  stream wss://ai.example/ears gets stop
  stream wss://ai.example/ears hears alice for 2s
  stream wss://ai.example/ears outbound hears bob for 1s
  stream wss://ai.example/ears outbound never hears alice
  told /stream with StreamEvent=stream-started StreamName=ears no StreamError Timestamp~2024-03-05T10:15
  told /stream with StreamEvent=stream-stopped StreamName=ears
