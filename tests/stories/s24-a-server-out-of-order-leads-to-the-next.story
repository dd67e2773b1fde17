story "a server that says 503 is passed over for the next"
number +15550100 -> /main.xml
proxy sip:carrier.example
dns carrier.example NAPTR 10 1 SIP+D2U _sip._udp.carrier.example
dns _sip._udp.carrier.example SRV 1 0 5060 one.example
dns _sip._udp.carrier.example SRV 2 0 5060 two.example
web /main.xml: 200 "<Response><Dial><Number>+15550200</Number></Dial></Response>"
phone alice number +15550001
phone one: refuses 503
phone two: answers, talks 2s, hangs up

play
  alice calls +15550100
  two is called
  alice hears two

expect
  one gets INVITE, ACK
  two gets INVITE, ACK
