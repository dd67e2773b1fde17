story "every event has a sequence number of its own where the switch says so"
number +15550100 -> /main.xml
config compat.callback_sequence = "fixed"
web /main.xml: 200 "<Response><Dial ><Sip statusCallback='/events' statusCallbackEvent='ringing,completed'>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 1s, answers, talks 2s, hangs up

play
  alice calls +15550100
  alice hears bob
  alice gets BYE

expect
  told /events with StatusCallbackEvent=ringing SequenceNumber=1
  told /events with StatusCallbackEvent=completed SequenceNumber=3
  told /events 2 times
