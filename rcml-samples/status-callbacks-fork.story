story "three phones and one answer make ten callbacks"
number +15550100 -> /status-callbacks-fork.xml
phone alice number +15550001
phone bob: rings
phone carol: rings 2s, answers, talks 6s, hangs up
phone dave: rings

play
  alice calls +15550100
  alice hears carol

expect
  told /events with StatusCallbackEvent=initiated CallStatus=initiated SequenceNumber=0 To~bob
  told /events with StatusCallbackEvent=initiated CallStatus=initiated SequenceNumber=0 To~carol
  told /events with StatusCallbackEvent=initiated CallStatus=initiated SequenceNumber=0 To~dave
  told /events with StatusCallbackEvent=ringing CallStatus=ringing SequenceNumber=1 To~bob
  told /events with StatusCallbackEvent=ringing CallStatus=ringing SequenceNumber=1 To~carol
  told /events with StatusCallbackEvent=ringing CallStatus=ringing SequenceNumber=1 To~dave
  told /events with StatusCallbackEvent=answered CallStatus=in-progress SequenceNumber=2 To~carol no CallDuration
  told /events with StatusCallbackEvent=completed CallStatus=canceled SequenceNumber=2 CallDuration=0 To~bob
  told /events with StatusCallbackEvent=completed CallStatus=canceled SequenceNumber=2 CallDuration=0 To~dave
  told /events with StatusCallbackEvent=completed CallStatus=completed SequenceNumber=3 CallDuration=6 To~carol
  told /events 10 times
