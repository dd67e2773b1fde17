story "a number whose trunk says 503 goes out by the fallback in the same call, and is told of as one call"
number +15550100 -> /main.xml
config trunks.one.uri = "sip:one.example"
config trunks.one.from_user = "first"
config trunks.two.uri = "sip:two.example"
config trunks.two.from_user = "second"
config outbound.trunk = "one"
config outbound.fallback = "two"
web /main.xml: 200 "<Response><Dial action='/done.xml' timeout='20'><Number statusCallback='/events' statusCallbackEvent='initiated completed'>+15550200</Number></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone one: refuses 503
phone two: rings 1s, answers, talks 2s, hangs up

play
  alice calls +15550100
  one is called with From~first@one.example
  two is called with From~second@two.example within 1s
  alice hears two
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=completed DialSipResponseCode=200
  told /events 2 times
  notes trunk_passed_over
  notes no trunk_swapped
  one ends never
  two ends completed 200
