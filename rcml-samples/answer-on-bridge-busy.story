story "the caller gets the busy of Bob"
number +15550100 -> /answer-on-bridge.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 2s, refuses 486

play
  alice calls +15550100
  alice gets 486

expect
  alice gets 180, 486
  alice never gets 200
  alice ends busy 486
  bob ends busy 486
