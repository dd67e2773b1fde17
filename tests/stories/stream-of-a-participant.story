story "a stream goes with its call into a conference"
number +15550100 -> /stream-of-a-participant.xml
phone alice
phone bob
config numbers."+15550200" = { voice_url = "http://app.example/bob.xml" }
web /bob.xml: 200 "<Response><Dial><Conference beep='false'>room</Conference></Dial></Response>"
stream wss://ai.example/ears: listens

play
  alice calls +15550100
  bob calls +15550200
  after 1s
  bob says 1s
  after 1500ms
  alice says 1s
  after 1500ms
  bob hangs up
  alice hangs up

expect
  stream wss://ai.example/ears outbound hears bob for 1s
  stream wss://ai.example/ears hears alice for 1s
  stream wss://ai.example/ears outbound never hears alice
  told /stream with StreamEvent=stream-stopped
