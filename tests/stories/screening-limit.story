story "a screening that lasts too long is declined"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip url='/screen.xml' timeout='5'>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
web /screen.xml: 200 "<Response><Pause length='20'/></Response>"
phone alice number +15550001
phone bob: answers, talks 30s

play
  alice calls +15550100
  bob gets ACK
  bob gets BYE within 7s

expect
  asked /done.xml with DialCallStatus=no-answer
