story "keys as tones of a phone without events reach a started stream while a Record listens and while a Dial rings"
number +15550100 -> /main.xml
stream wss://ai.example/ears: listens
web /main.xml: 200 "<Response><Start><Stream url='wss://ai.example/ears'/></Start><Record finishOnKey='9' action='/recorded.xml'/></Response>"
web /recorded.xml: 200 "<Response><Dial timeout='8'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice mute number +15550001 without events
phone bob: rings

play
  alice calls +15550100
  alice hears beep
  after 1s
  alice presses 1
  after 1s
  alice presses 9
  bob is called
  after 3s
  alice presses 5
  alice gets BYE

expect
  stream wss://ai.example/ears gets dtmf 1
  stream wss://ai.example/ears gets dtmf 5
  recording of alice holds key 1 in band
  recording of alice is 2160ms long
