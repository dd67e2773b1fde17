story "a screening that cannot be asked for declines the callee"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip url='ftp://x/y'>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: answers, talks 5s, hangs up

play
  alice calls +15550100
  bob gets BYE

expect
  notes 11100
  asked /done.xml with DialCallStatus=no-answer DialBridged=false
