story "S20: a trunk that makes the offer itself gets an INVITE without, and our answer in the ACK"
number +15550100 -> /main.xml
config trunks.carrier.uri = "sip:carrier.example"
config trunks.carrier.offer = "late"
config outbound.trunk = "carrier"
web /main.xml: 200 "<Response><Dial action='/done.xml'><Number>+15550200</Number></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 codecs PCMU,G722
phone carrier codecs G722,PCMU: rings 1s, answers

play
  alice calls +15550100
  carrier is called with Body=""
  carrier gets ACK with Content-Type=application/sdp Body~"RTP/AVP 0 "
  alice hears carrier
  carrier hears alice
  carrier holds
  carrier gets 200 with Body~recvonly
  carrier hears silence
  carrier resumes
  carrier hears alice
  alice hears carrier
  alice hangs up

expect
  carrier gets INVITE, ACK
  carrier ends completed 200 because caller_gone
