story "the host that a carrier sends its calls to may be its own: whom a telephone forwards to there is no user of ours"
config follow_redirects = true
config trunks.one.uri = "sip:one.example"
config trunks.one.outbound_proxy = "edge.one.example"
config trunks.two.sources = ["203.0.113.0/24"]
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Client>kate</Client></Dial></Response>"
web /done.xml: 200 "<Response/>"
user kate "a good secret"
user dave "some good secret"
user carol "another secret"
phone one at sip:one@one.example number +15550001
phone two stranger at sip:two@two.example number +15550002
phone kate login kate "a good secret" over tcp: redirects to sip:carol@one.example or sip:carol@edge.one.example or sip:carol@two.example
phone dave login dave "some good secret" over tcp
phone carol login carol "another secret": answers

play
  kate registers as sip:kate@edge.one.example
  kate gets 200
  carol registers
  carol gets 200
  one calls sip:+15550100@one.example
  one gets BYE
  one calls sip:+15550100@edge.one.example
  one gets BYE
  two calls sip:+15550100@two.example
  two gets BYE
  dave calls sip:kate@one.example
  dave gets 480

expect
  carol never gets INVITE
  notes not_permitted
  notes fraud_outside_dial_plan
