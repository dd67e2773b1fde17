story "CallStatus of a callback is the name of the event where the switch says so"
number +15550100 -> /main.xml
config compat.callback_status = "event"
web /main.xml: 200 "<Response><Dial ><Sip statusCallback='/events' statusCallbackEvent='initiated ringing answered completed'>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 1s, answers, talks 2s, hangs up

play
  alice calls +15550100
  alice hears bob
  alice gets BYE

expect
  told /events with StatusCallbackEvent=initiated CallStatus=initiated
  told /events with StatusCallbackEvent=ringing CallStatus=ringing
  told /events with StatusCallbackEvent=answered CallStatus=answered
  told /events with StatusCallbackEvent=completed CallStatus=completed
