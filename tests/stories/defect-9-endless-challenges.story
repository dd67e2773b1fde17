story "a callee that is never content is not asked without end"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip username='u' password='wrong'>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob demands u p by 407

play
  alice calls +15550100
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=failed DialSipResponseCode=407
  bob gets INVITE, ACK, INVITE, ACK
