story "a stream ends where the document stops it"
number +15550100 -> /stream-that-is-stopped.xml
phone alice
stream wss://ai.example/ears: listens
web /begun: 200 "<Response><Gather numDigits='1' actionOnEmptyResult='true' action='/stopped'/></Response>"
web /stopped: 200 "<Response><Stop><Stream name='s'/></Stop><Pause length='4'/></Response>"

play
  alice calls +15550100
  after 1s
  alice says 1s
  after 1200ms
  alice presses 5
  after 1s
  alice says "good bye"
  alice gets BYE

expect
  stream wss://ai.example/ears gets start, dtmf 5, stop
  stream wss://ai.example/ears hears alice for 1s
  stream wss://ai.example/ears never hears "good bye" by alice
  asked /begun with Method=GET
  told /stream with StreamEvent=stream-started Method=GET
  told /stream with StreamEvent=stream-stopped Method=GET
