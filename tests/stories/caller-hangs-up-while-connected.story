story "a stream ends with its call"
number +15550100 -> /caller-hangs-up-while-connected.xml
phone alice
stream wss://ai.example/bot: says voice 20s
web /never: 200 "<Response/>"

play
  alice calls +15550100
  alice hears wss://ai.example/bot
  after 1s
  alice hangs up

expect
  stream wss://ai.example/bot gets start, stop with stop.callSid~CA
  told /stream with StreamEvent=stream-stopped
  asked /never never
  alice ends completed
