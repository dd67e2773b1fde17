story "a side that insists on its codec is asked back once, and the engine says that the two cannot hear each other"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001 codecs PCMU
phone bob codecs PCMU,G722: answers

play
  alice calls +15550100
  alice hears bob
  bob switches to G722
  alice gets INVITE
  bob gets INVITE
  after 20s
  bob hangs up

expect
  bob ends completed 200
  notes codecs_apart
