story "a caller who hangs up while the callee is screened: the action speaks of that callee"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip url='/screen.xml'>sip:bob@bob.example</Sip><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
web /screen.xml: 200 "<Response><Pause length='20'/></Response>"
phone alice number +15550001
phone bob: rings 1s, answers, talks 30s
phone carol: rings 20s

play
  alice calls +15550100
  bob gets ACK
  alice hangs up
  bob gets BYE

expect
  asked /done.xml with DialCallStatus=canceled CallStatus=completed DialSipResponseCode=200 DialBridged=false
  asked /done.xml 1 time
