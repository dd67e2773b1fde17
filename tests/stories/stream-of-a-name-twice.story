story "a name of a stream is one stream's, and no name ends none"
number +15550100 -> /stream-of-a-name-twice.xml
phone alice
stream wss://ai.example/1: listens
stream wss://ai.example/2: listens

play
  alice calls +15550100
  alice gets 603

expect
  stream wss://ai.example/1 is opened 1 time
  stream wss://ai.example/2 is opened 0 times
  notes stream_refused
  notes no_such_stream
  stream wss://ai.example/1 never hears alice
