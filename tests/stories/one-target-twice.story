story "one target written twice is dialled once, by the first noun"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial timeout='5'><Sip statusCallback='/events' statusCallbackEvent='initiated'>sip:bob@bob.example</Sip><Sip statusCallback='/second'>sip:bob@bob.example?x-a=1</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 60s

play
  alice calls +15550100

expect
  told /events with StatusCallbackEvent=initiated
  told /events 1 time
  told /second never
