story "a 200 that crosses our CANCEL gets ACK and BYE at once"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial timeout='3' action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: rings 2975ms, answers, talks 20s

play
  alice calls +15550100
  bob gets BYE

expect
  asked /done.xml with DialCallStatus=no-answer
