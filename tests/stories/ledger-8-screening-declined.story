story "a callee that declines ends the Dial, not the call"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip url='/no.xml'>sip:bob@bob.example</Sip></Dial></Response>"
web /no.xml: 200 "<Response><Hangup/></Response>"
web /done.xml: 200 "<Response><Say>Nobody is free</Say></Response>"
phone alice number +15550001
phone bob: answers, talks 30s

play
  alice calls +15550100
  bob gets BYE
  alice hears "Nobody is free" for 840ms
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=no-answer DialBridged=false DialCallDuration=0
