# Its name has an address of IPv6 alone, which is known only when the INVITE leaves: the line that will answer is moved.
story "S20: the offer of a trunk on IPv6 is answered from IPv6"
number +15550100 -> /main.xml
config trunks.carrier.uri = "sip:carrier.example"
config trunks.carrier.offer = "late"
config outbound.trunk = "carrier"
web /main.xml: 200 "<Response><Dial action='/done.xml'><Number>+15550200</Number></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone carrier on ipv6: answers

play
  alice calls +15550100
  carrier is called with Body=""
  carrier gets ACK with Body~"IN IP6"
  alice hears carrier
  carrier hears alice
  alice hangs up

expect
  carrier ends completed 200 because caller_gone
