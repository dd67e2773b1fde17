story "a screening document that leads to itself for ever is declined"
number +15550100 -> /main.xml
web /screen: 200 "<Response><Redirect>/screen</Redirect></Response>"
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip url='/screen'>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: answers, talks 30s

play
  alice calls +15550100
  bob gets BYE

expect
  asked /done.xml with DialCallStatus=no-answer
  notes 12901
