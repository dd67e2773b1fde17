story "the receiver of callbacks is down for an hour and gets all of them afterwards"
number +15550100 -> /plain-dial.xml status /status
web /status: refused for 1h, 204
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 1s, answers, talks 5s, hangs up

play
  alice calls +15550100
  alice hears bob

expect
  told /status with CallStatus=ringing SequenceNumber=0
  told /status with CallStatus=in-progress SequenceNumber=1
  told /status with CallStatus=completed SequenceNumber=2 CallDuration=6
  told /status 3 times
