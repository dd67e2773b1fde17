story "a Pause delays the refusal that follows it"
number +15550100 -> /main.xml status /status
web /main.xml: 200 "<Response><Pause length='2'/><Reject reason='BUSY'/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  after 1s
  alice has not got 486
  alice gets 486

expect
  alice never gets 200
  alice ends busy 486
  told /status with CallStatus=ringing SequenceNumber=0
  told /status with CallStatus=busy SequenceNumber=1
