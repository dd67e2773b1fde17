story "a program that is interrupted is silent at once"
number +15550100 -> /h16-clear-in-mid-sentence.xml
phone alice
stream wss://ai.example/bot: says voice 5s, marks a, marks b, waits 1s, clears, awaits mark b, waits 1s, says tone 440 1s, marks c, awaits mark c, closes

play
  alice calls +15550100
  alice gets BYE

expect
  alice hears wss://ai.example/bot for 1s, tone 440 for 1s
  stream wss://ai.example/bot gets mark a, mark b within 60ms
  stream wss://ai.example/bot gets mark b, mark c
