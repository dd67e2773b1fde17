story "after a program has left the next verb follows"
number +15550100 -> /connect-without-action.xml
phone alice
stream wss://ai.example/bot: waits 2s, closes
web /after.wav: 200 sound tone 440 1s

play
  alice calls +15550100
  alice gets BYE

expect
  alice hears tone 440 for 1s
  alice ends completed
