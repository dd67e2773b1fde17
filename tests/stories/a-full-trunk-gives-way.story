story "a trunk that carries as many calls as it may leaves the next one to the fallback, and more than both carry fail"
number +15550100 -> /main.xml
config trunks.one.uri = "sip:one.example"
config trunks.one.calls = 1
config trunks.two.uri = "sip:two.example"
config trunks.two.calls = 1
config trunks.two.from_user = "account"
config outbound.trunk = "one"
config outbound.fallback = "two"
web /main.xml: 200 "<Response><Dial action='/done.xml'><Number>+15550200</Number></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone bob number +15550002
phone carol number +15550003
phone one: answers
phone two: answers

play
  alice calls +15550100
  alice hears one
  bob calls +15550100
  two is called with From~account@two.example
  bob hears two
  carol calls +15550100
  carol gets BYE
  bob hangs up
  after 1s
  bob calls +15550100
  bob hears two
  bob hangs up
  alice hangs up

expect
  asked /done.xml with DialCallStatus=failed
  notes trunk_full
  notes no trunk_swapped
