story "a caller is connected to Bob"
number +15550100 -> /plain-dial.xml status /status
phone alice number +15550001
phone bob at sip:bob@phones.example

play
  alice calls +15550100
  bob is called within 2s
  bob rings
  alice hears ringback
  bob answers
  alice hears bob
  bob hears alice
  after 10s
  bob hangs up
  alice gets BYE within 2s

expect
  alice gets 180, 200, BYE
  bob gets INVITE, ACK
  bob never gets BYE
  asked /plain-dial.xml with CallStatus=ringing From=+15550001 To=+15550100 Direction=inbound ApiVersion=2012-04-24
  asked /plain-dial.xml 1 time
  told /status with CallStatus=ringing SequenceNumber=0
  told /status with CallStatus=in-progress SequenceNumber=1
  told /status with CallStatus=completed SequenceNumber=2 CallbackSource=call-progress-events
  told /status 3 times
  alice ends completed
  bob ends completed
