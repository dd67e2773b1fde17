story "a Redirect inside a screening stays in it"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip url='/screen.xml'>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
web /screen.xml: 200 "<Response><Redirect>/second.xml</Redirect></Response>"
web /second.xml: 200 "<Response><Reject/></Response>"
phone alice number +15550001
phone bob: answers, talks 30s

play
  alice calls +15550100
  bob gets BYE

expect
  asked /second.xml with Direction=outbound-dial ParentCallSid~CA
  asked /done.xml with DialCallStatus=no-answer
