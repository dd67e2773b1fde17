story "without a free port a call is refused with 503, and those who talk go on talking"
number +15550100 -> /main.xml
config media.port_min = 20000
config media.port_max = 20003
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice mute number +15550001
phone bob mute: answers
phone carol number +15550003

play
  alice calls +15550100
  bob gets ACK
  after 1s
  alice says 4s meanwhile
  after 1s
  carol calls +15550100
  carol gets 503
  after 4s
  bob says 1s
  alice hangs up

expect
  carol gets 503 with Retry-After=10
  bob hears alice for 4s 1 time
  alice hears bob for 1s
  asked /done.xml with DialCallStatus=completed
