story "with answerOnBridge the caller is answered when the callee has accepted"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial answerOnBridge='true'><Sip url='/screen.xml'>sip:bob@bob.example</Sip></Dial></Response>"
web /screen.xml: 200 "<Response><Pause length='3'/></Response>"
phone alice number +15550001
phone bob: rings 1s, answers, talks 9s, hangs up

play
  alice calls +15550100
  bob gets ACK
  after 2s
  alice has not got 200
  alice hears bob

expect
  alice ends completed 200
