story "the caller hears three seconds of ringing, then a refusal"
number +15550100 -> /reject.xml
phone alice number +15550001

play
  alice calls +15550100
  after 2s
  alice has not got 603
  alice gets 603 within 2s

expect
  alice never gets 200
  alice ends busy 603
