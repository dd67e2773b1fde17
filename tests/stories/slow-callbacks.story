story "a slow receiver delays neither the call nor the order"
number +15550100 -> /main.xml status /status
web /status: after 5s 204
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers, talks 5s, hangs up

play
  alice calls +15550100
  alice hears bob within 2s

expect
  told /status with CallStatus=ringing SequenceNumber=0
  told /status with CallStatus=in-progress SequenceNumber=1
  told /status with CallStatus=completed SequenceNumber=2 CallDuration=5
