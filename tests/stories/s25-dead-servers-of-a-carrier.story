story "of a carrier's three servers one refuses, one says nothing, and the third is reached inside four seconds"
number +15550100 -> /main.xml
proxy "sip:carrier.example;transport=tcp"
dns _sip._tcp.carrier.example SRV 1 0 5060 refuses.example
dns _sip._tcp.carrier.example SRV 2 0 5060 silent.example
dns _sip._tcp.carrier.example SRV 3 0 5060 third.example
dns refuses.example A 192.0.2.250
web /main.xml: 200 "<Response><Dial><Number>+15550200</Number></Dial></Response>"
phone alice number +15550001
phone silent
phone third: answers, talks 3s, hangs up

play
  silent vanishes
  alice calls +15550100
  alice gets 200
  third is called with To~+15550200 within 4s
  alice hears third

expect
  third gets INVITE, ACK
