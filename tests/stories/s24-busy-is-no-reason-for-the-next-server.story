story "a carrier that says busy has spoken for all its servers"
number +15550100 -> /main.xml
proxy sip:carrier.example
dns _sip._udp.carrier.example SRV 1 0 5060 one.example
dns _sip._udp.carrier.example SRV 2 0 5060 two.example
web /main.xml: 200 "<Response><Dial><Number>+15550200</Number></Dial></Response>"
phone alice number +15550001
phone one: refuses 486
phone two: answers

play
  alice calls +15550100

expect
  one ends busy 486
  two never gets INVITE
