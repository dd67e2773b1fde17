story "a stream server that sends minutes at once is heard as long as there is room"
number +15550100 -> /h15-stream-server-sends-minutes-at-once.xml
config streams.playout = 3
phone alice
stream wss://ai.example/bot: floods 5m, marks m, awaits mark m, says tone 440 1s, marks n, awaits mark n, closes

play
  alice calls +15550100
  alice gets BYE

expect
  stream wss://ai.example/bot gets mark m, mark n within 1100ms
  alice hears tone 440 for 1s
  alice ends completed
