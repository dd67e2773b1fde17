story "neither the secret of the trunk nor the caller's goes to a stranger that asks"
number +15550100 -> /main.xml
proxy sip:proxy.example login carrier "proxy secret"
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob demands carrier "proxy secret": answers

play
  alice calls +15550100
  bob gets INVITE
  alice gets BYE

expect
  bob never gets BYE
  asked /done.xml with DialCallStatus=failed DialSipResponseCode=401
  bob gets INVITE with no Authorization
