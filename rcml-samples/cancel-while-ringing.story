story "the caller gives up while Bob's phone rings"
number +15550100 -> /answer-on-bridge.xml status /status
phone alice number +15550001
phone bob at sip:bob@phones.example: rings

play
  alice calls +15550100
  bob is called
  after 3s
  alice hangs up
  alice gets 487
  bob gets CANCEL

expect
  alice never gets BYE
  told /status with CallStatus=ringing
  told /status with CallStatus=canceled
  alice ends canceled 487
  bob ends canceled
