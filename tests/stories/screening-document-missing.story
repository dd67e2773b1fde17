story "a screening document that cannot be had declines the callee, not the caller"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip url='/nowhere.xml'>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: answers, talks 30s

play
  alice calls +15550100
  bob gets BYE

expect
  notes 21402
  asked /done.xml with DialCallStatus=no-answer
