story "a trunk beyond a NAT knows the engine by its public address, and a telephone inside by its own"
number +15550100 -> /main.xml
config trunks.carrier.uri = "sip:carrier.example"
config trunks.carrier.sources = ["203.0.113.11"]
config trunks.carrier.public_address = "203.0.113.250"
config trunks.carrier.username = "account"
config trunks.carrier.password = "trunk secret"
config trunks.carrier.register = true
config outbound.trunk = "carrier"
web /main.xml: 200 "<Response><Dial><Number>+15550200</Number></Dial></Response>"
phone alice number +15550001: answers, talks 1s, hangs up
phone carrier stranger: rings 1s, answers, talks 2s, hangs up

play
  carrier gets REGISTER with Via~203.0.113.250:5060 Contact~sip:account@203.0.113.250:5060
  alice calls +15550100
  carrier is called with Via~203.0.113.250:5060 Contact~@203.0.113.250:5060 Body~"IN IP4 203.0.113.250"
  alice hears carrier
  carrier hears alice
  alice gets BYE

expect
  carrier gets INVITE, ACK with Via~203.0.113.250:5060
  alice gets 200 with Contact~@198.51.100.1:5060 Body~"IN IP4 198.51.100.1"
  carrier ends completed 200
