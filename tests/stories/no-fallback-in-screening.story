story "the fallback of a number does not stand in for a screening document"
number +15550100 -> /main.xml fallback /fallback.xml
web /screen: 500
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip url='/screen'>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
web /fallback.xml: 200 "<Response></Response>"
phone alice number +15550001
phone bob: answers, talks 5s, hangs up

play
  alice calls +15550100
  bob gets BYE

expect
  notes 11200
  asked /fallback.xml never
  asked /done.xml with DialCallStatus=no-answer DialBridged=false
