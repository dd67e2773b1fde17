story "whoever a call is sent on to has the whole time to answer"
config follow_redirects = true
config trunks.one.uri = "sip:one.example"
config outbound.trunk = "one"
config users.kate.outbound = true
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial timeout='10' action='/done.xml'><Client>kate</Client></Dial></Response>"
web /done.xml: 200 "<Response/>"
user kate "a good secret"
phone alice number +15550001
phone kate login kate "a good secret" over tcp: rings 8s, redirects to sip:+15557654@198.51.100.1
phone one: rings 8s, answers

play
  kate registers
  kate gets 200
  alice calls +15550100
  kate is called
  one is called within 9s
  alice hears one within 20s
  alice hangs up

expect
  asked /done.xml with DialCallStatus=completed
