story "a trunk that speaks TLS alone is called by TLS, and who comes from its address by UDP is a stranger"
number +15550100 -> /main.xml
dns carrier.example NAPTR 10 1 SIP+D2U _sip._udp.carrier.example
dns carrier.example NAPTR 20 1 SIPS+D2T _sips._tcp.carrier.example
dns _sip._udp.carrier.example SRV 1 0 5060 carrier.example
dns _sips._tcp.carrier.example SRV 1 0 5061 carrier.example
config trunks.carrier.uri = "sip:carrier.example"
config trunks.carrier.sources = ["203.0.113.11", "203.0.113.12"]
config trunks.carrier.transports = ["tls"]
config outbound.trunk = "carrier"
web /main.xml: 200 "<Response><Dial><Number>+15550200</Number></Dial></Response>"
phone alice number +15550001
phone carrier stranger over tls: answers
phone forger stranger number +15550003

play
  alice calls +15550100
  carrier is called with Via~SIP/2.0/TLS
  alice hears carrier
  alice hangs up
  carrier gets BYE
  forger calls +15550100
  after 40s
  forger has not got 100
  carrier calls +15550100
  carrier gets 200

expect
  carrier gets INVITE with Contact~transport=tls
  asked /main.xml 2 times
  notes trunk_transport
