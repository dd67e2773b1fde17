story "a telephone forwards to the name that it is registered at, whatever its caller calls the server and the name service knows"
config follow_redirects = true
config trunks.one.uri = "sip:one.example"
config outbound.trunk = "one"
config users.kate.outbound = true
number +15550100 -> /main.xml
number +15550199 -> /box.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Client>kate</Client></Dial></Response>"
web /done.xml: 200 "<Response><Dial action='/end.xml'><Client>dave</Client></Dial></Response>"
web /end.xml: 200 "<Response/>"
web /box.xml: 200 "<Response><Say>Please leave a message</Say></Response>"
user kate "a good secret"
user dave "some good secret"
phone car number +15550001 over tcp
phone kate login kate "a good secret" over tcp: redirects to sip:+15557654@pbx.example
phone dave login dave "some good secret" over tcp: redirects to sip:+15550199@pbx.example
phone one over tcp: answers, talks 2s, hangs up

play
  kate registers as sip:kate@pbx.example
  kate gets 200
  dave registers as sip:dave@pbx.example
  dave gets 200
  car calls +15550100
  one is called within 2s
  car hears one
  car hears "Please leave a message" for 1320ms within 5s
  car gets BYE

expect
  one gets INVITE with To~15557654
