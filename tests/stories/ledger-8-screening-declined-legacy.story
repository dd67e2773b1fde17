story "in the legacy profile a callee that declines ends the caller's call"
config compat.screening_decline = "hangup-caller"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip url='/no.xml'>sip:bob@bob.example</Sip></Dial></Response>"
web /no.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: answers, talks 30s

play
  alice calls +15550100
  bob gets BYE
  alice gets BYE

expect
  asked /done.xml never
