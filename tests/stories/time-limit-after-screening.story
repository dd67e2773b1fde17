story "timeLimit counts from the bridge, not from the answer"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial timeLimit='5' action='/done.xml'><Sip url='/screen.xml'>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
web /screen.xml: 200 "<Response><Pause length='10'/></Response>"
phone alice number +15550001
phone bob: answers

play
  alice calls +15550100
  bob gets BYE

expect
  asked /done.xml with DialCallStatus=completed DialCallDuration=15 DialBridged=true
