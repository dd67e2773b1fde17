story "ten minutes"
number +15550100 -> /plain-dial.xml status /status
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 5s, answers, talks 10m, hangs up
play
  alice calls +15550100
  alice hears bob
expect
  alice ends completed
  told /status 3 times
