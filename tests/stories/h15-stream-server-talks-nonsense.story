story "garbage of a stream server is counted and the call stays"
number +15550100 -> /h15-stream-server-talks-nonsense.xml
phone alice
stream wss://ai.example/bot: talks nonsense, says voice 2s, talks nonsense, marks m, awaits mark m, closes

play
  alice calls +15550100
  alice gets BYE

expect
  alice hears wss://ai.example/bot for 2s
  told /stream with StreamEvent=stream-stopped
  alice ends completed
