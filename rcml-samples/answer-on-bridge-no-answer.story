story "nobody answers for half a minute, so the caller gets a 408"
number +15550100 -> /answer-on-bridge.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: rings

play
  alice calls +15550100
  bob is called
  alice gets 408 within 32s

expect
  bob gets INVITE, CANCEL
  alice never gets 200
  alice ends no-answer 408
  bob ends no-answer
