story "keys as tones of a phone without events reach a started stream while it waits in a queue and alone in a conference"
number +15550100 -> /queue.xml
number +15550101 -> /conference.xml
stream wss://ai.example/queue: listens
stream wss://ai.example/conference: listens
web /queue.xml: 200 "<Response><Start><Stream url='wss://ai.example/queue'/></Start><Enqueue>support</Enqueue></Response>"
web /conference.xml: 200 "<Response><Start><Stream url='wss://ai.example/conference'/></Start><Dial><Conference>board</Conference></Dial></Response>"
phone alice mute number +15550001 without events

play
  alice calls +15550100
  alice hears music
  after 2s
  alice presses 1
  after 2s
  alice hangs up
  alice calls +15550101
  alice hears music
  after 2s
  alice presses 2
  after 2s
  alice hangs up

expect
  stream wss://ai.example/queue gets dtmf 1
  stream wss://ai.example/conference gets dtmf 2
