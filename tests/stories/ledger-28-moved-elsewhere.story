story "a callee that has moved is a call that failed"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: redirects to sip:carol@carol.example
phone carol: answers

play
  alice calls +15550100
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=failed DialSipResponseCode=302
  carol never gets INVITE
  bob gets INVITE, ACK
