story "keys as tones of a phone without events reach a started stream during a Pause and while a Dial talks"
number +15550100 -> /main.xml
stream wss://ai.example/ears: listens
web /main.xml: 200 "<Response><Say>welcome to the bank</Say><Start><Stream url='wss://ai.example/ears'/></Start><Pause length='6'/><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice mute number +15550001 without events
phone bob mute

play
  alice calls +15550100
  alice hears "welcome to the bank" for 1140ms
  after 2s
  alice presses 1
  bob is called
  bob answers
  after 1s
  alice presses 3
  after 1s
  bob hangs up

expect
  stream wss://ai.example/ears gets dtmf 1
  stream wss://ai.example/ears gets dtmf 3
