story "S20: an offer in the 200 that nobody can use is turned down in the ACK, and the call ended"
number +15550100 -> /main.xml
config trunks.carrier.uri = "sip:carrier.example;transport=tcp"
config trunks.carrier.offer = "late"
config trunks.carrier.srtp = "required"
config outbound.trunk = "carrier"
web /main.xml: 200 "<Response><Dial action='/done.xml'><Number>+15550200</Number></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone carrier over tcp: answers

play
  alice calls +15550100
  carrier gets ACK with "Body~m=audio 0"
  carrier gets BYE

expect
  asked /done.xml with DialCallStatus=failed
  carrier ends failed 488 because no_media
  notes unusable_answer
