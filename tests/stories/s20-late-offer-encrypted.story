story "S20: a trunk whose sound must be encrypted makes the offer, and the answer in the ACK has our key"
number +15550100 -> /main.xml
config trunks.carrier.uri = "sip:carrier.example;transport=tcp"
config trunks.carrier.offer = "late"
config trunks.carrier.srtp = "required"
config outbound.trunk = "carrier"
web /main.xml: 200 "<Response><Dial action='/done.xml'><Number>+15550200</Number></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice over tcp number +15550001
phone carrier over tcp srtp required: answers

play
  alice calls +15550100
  carrier is called with Body=""
  carrier gets ACK with Body~RTP/SAVP Body~a=crypto:1
  alice hears carrier
  carrier hears alice
  alice reinvites without offer
  carrier gets INVITE with Body=""
  alice gets 200 with Body~RTP/AVP
  carrier gets ACK with Body~RTP/SAVP
  alice hears carrier
  carrier hears alice
  alice hangs up

expect
  carrier ends completed 200 because caller_gone
