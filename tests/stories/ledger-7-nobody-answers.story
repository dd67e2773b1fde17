story "nobody answers in time: the Dial says no-answer"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml' timeout='5'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: rings 60s

play
  alice calls +15550100
  bob gets CANCEL within 8s
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=no-answer DialCallDuration=0 DialBridged=false
