story "the last callback of a busy call says completed where the switch says so"
number +15550100 -> /main.xml
config compat.profile = "restcomm-legacy"
web /main.xml: 200 "<Response><Dial ><Sip statusCallback='/events' statusCallbackEvent='initiated ringing answered completed'>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 1s, refuses 486

play
  alice calls +15550100
  alice gets BYE

expect
  told /events with StatusCallbackEvent=completed CallStatus=completed
