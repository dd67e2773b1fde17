story "a trunk of which nothing is heard gives a call up within 4 s, and after two of them the fallback is asked first"
number +15550100 -> /main.xml
config trunks.one.uri = "sip:one.example"
config trunks.two.uri = "sip:two.example;transport=tcp"
config outbound.trunk = "one"
config outbound.fallback = "two"
config outbound.max_failed_calls = 2
dns one.example A 192.0.2.99
web /main.xml: 200 "<Response><Dial action='/done.xml'><Number>+15550200</Number></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 over tcp
phone two over tcp: answers, talks 2s, hangs up

play
  alice calls +15550100
  two is called within 4s
  alice hears two
  alice gets BYE
  alice calls +15550100
  two is called within 4s
  alice gets BYE
  alice calls +15550100
  two is called within 1s
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=completed
  asked /done.xml with DialCallStatus=completed
  asked /done.xml with DialCallStatus=completed
  notes trunk_passed_over
  notes trunk_swapped
