story "the SID of a call is plain"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: answers, talks 2s, hangs up

play
  alice calls +15550100
  bob is called with X-RestComm-CallSid~CA
  alice hears bob
  alice gets BYE

expect
  asked /main.xml with CallSid~CA
  asked /done.xml with DialCallSid~CA
