story "a challenge to a noun without credentials is answered by nobody else"
number +15550100 -> /main.xml
proxy sip:proxy.example login carrier "proxy secret"
user alice "caller secret"
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice login alice "caller secret"
phone bob demands carrier "proxy secret" by 407: answers

play
  alice calls sip:+15550100@pbx.example
  alice gets 407
  bob gets INVITE
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=failed DialSipResponseCode=407
  bob gets INVITE, ACK
  bob never gets BYE
