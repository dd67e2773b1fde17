story "the caller is refused as busy"
number +15550100 -> /reject-busy.xml status /status
phone alice number +15550001

play
  alice calls +15550100
  alice gets 486

expect
  alice gets 180, 486
  alice never gets 200
  told /status with CallStatus=ringing SequenceNumber=0
  told /status with CallStatus=busy SequenceNumber=1 CallDuration=0
  told /status 2 times
  alice ends busy 486
