story "a program talks with the caller"
number +15550100 -> /connect-stream.xml
phone alice
stream wss://ai.example/bot: says voice 2s, marks greeted, awaits mark greeted, echoes, awaits key 1, waits 1s, closes
web /after: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears wss://ai.example/bot for 2s
  alice says 2s
  after 3s
  alice presses 1
  alice gets BYE

expect
  alice hears wss://ai.example/bot for 2s
  alice hears alice for 2s
  stream wss://ai.example/bot gets start, mark greeted, dtmf 1
  stream wss://ai.example/bot gets start with start.customParameters.topic=invoices start.tracks.0=inbound no start.tracks.1
  stream wss://ai.example/bot gets dtmf 1 with dtmf.track=inbound_track
  stream wss://ai.example/bot hears alice for 2s
  told /stream with StreamEvent=stream-started
  told /stream with StreamEvent=stream-stopped
  asked /after with Method=GET StreamEvent=stream-stopped StreamSid~MZ
  alice ends completed
