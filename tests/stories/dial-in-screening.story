story "a Dial in a screening document declines the call"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip url='/screen.xml'>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
web /screen.xml: 200 "<Response><Dial>sip:x@y.example</Dial></Response>"
phone alice number +15550001
phone bob: answers, talks 30s

play
  alice calls +15550100
  bob gets BYE

expect
  notes 13201
  asked /done.xml with DialCallStatus=no-answer DialBridged=false DialCallDuration=0
