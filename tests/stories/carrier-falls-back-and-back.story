story "after so many failed calls the fallback takes over, and gives back the same way"
number +15550100 -> /main.xml
config trunks.one.uri = "sip:one.example"
config trunks.two.uri = "sip:two.example"
config outbound.trunk = "one"
config outbound.fallback = "two"
config outbound.max_failed_calls = 1
web /main.xml: 200 "<Response><Dial><Number>+15550200</Number></Dial></Response>"
phone alice number +15550001
phone one: refuses 480
phone two: refuses 480

play
  alice calls +15550100
  one is called
  alice gets BYE
  alice calls +15550100
  two is called
  alice gets BYE
  alice calls +15550100
  one is called
  alice gets BYE

expect
  notes trunk_swapped
