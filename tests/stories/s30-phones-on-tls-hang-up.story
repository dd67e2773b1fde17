story "S30: phones that call and are called over TLS hang up"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example;transport=tls</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 over tls
phone bob: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  bob hangs up
  alice gets BYE
  alice calls +15550100
  alice hears bob
  alice hangs up
  bob gets BYE

expect
  bob ends completed 200 because hangup
  bob ends completed 200 because caller_gone
