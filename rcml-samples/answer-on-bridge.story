story "the caller is answered when Bob is"
number +15550100 -> /answer-on-bridge.xml status /status
phone alice number +15550001
phone bob at sip:bob@phones.example

play
  alice calls +15550100
  bob is called
  bob rings 4s
  alice has not got 200
  bob answers
  alice gets 200 within 3s
  alice hears bob
  bob hears alice
  after 5s
  alice hangs up
  bob gets BYE

expect
  alice gets 180, 200
  told /status with CallStatus=ringing
  told /status with CallStatus=in-progress
  told /status with CallStatus=completed
  alice ends completed
