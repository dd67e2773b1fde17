story "S20: the offer of a reliable 183 is answered in its PRACK, and its sound is heard before the answer"
number +15550100 -> /main.xml
config trunks.carrier.uri = "sip:carrier.example"
config trunks.carrier.offer = "late"
config outbound.trunk = "carrier"
web /main.xml: 200 "<Response><Dial answerOnBridge='true'><Number>+15550200</Number></Dial></Response>"
phone alice number +15550001
phone carrier reliable always: rings with sound 4s, answers, talks 5s, hangs up

play
  alice calls +15550100
  carrier is called with Body=""
  carrier gets PRACK with Content-Type=application/sdp
  alice hears carrier within 3s
  carrier gets ACK with Body=""
  carrier hears alice

expect
  alice gets 183, 200
  carrier ends completed 200
