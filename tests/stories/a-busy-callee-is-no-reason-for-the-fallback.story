story "what a callee says is the answer, whichever trunk has brought it; and one that has rung is not called twice"
number +15550100 -> /main.xml
config trunks.one.uri = "sip:one.example;transport=tcp"
config trunks.two.uri = "sip:two.example"
config outbound.trunk = "one"
config outbound.fallback = "two"
web /main.xml: 200 "<Response><Dial action='/again.xml'><Number>+15550200</Number></Dial></Response>"
web /again.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:one@one.example;transport=tcp</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone one over tcp: rings 1s, refuses 503
phone two: answers

play
  alice calls +15550100
  one is called
  one is called
  alice gets BYE

expect
  asked /again.xml with DialCallStatus=failed DialSipResponseCode=503
  asked /done.xml with DialCallStatus=failed DialSipResponseCode=503
  two never gets INVITE
