story "sequence numbers count what is told to this callback, from 0"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial ><Sip statusCallback='/events' statusCallbackEvent='ringing,completed'>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 1s, answers, talks 2s, hangs up

play
  alice calls +15550100
  alice hears bob
  alice gets BYE

expect
  told /events with StatusCallbackEvent=ringing SequenceNumber=0
  told /events with StatusCallbackEvent=completed SequenceNumber=1
  told /events 2 times
