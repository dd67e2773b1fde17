story "a call goes on while the engine drains, a new one is refused"
number +15550100 -> /plain-dial.xml
phone alice number +15550001
phone carol number +15550002
phone bob at sip:bob@phones.example: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  drain
  carol calls +15550100
  carol gets 503
  alice hears bob
  bob hangs up
  alice gets BYE

expect
  carol gets 503 with Retry-After!=0
  alice ends completed
