story "a callback without a list of events is told the end alone"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial ><Sip statusCallback='/events'>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 1s, answers, talks 2s, hangs up

play
  alice calls +15550100
  alice hears bob
  alice gets BYE

expect
  told /events with StatusCallbackEvent=completed CallStatus=completed CallDuration=2
  told /events 1 time
