story "Replaces of a dialog that still rings: 481 is told by NOTIFY, and the call stays"
number +15550100 -> /main.xml
number +15550101 -> /consult.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /consult.xml: 200 "<Response><Dial answerOnBridge='true'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob over tcp: answers
phone carol: rings 60s

play
  alice calls +15550100
  alice hears bob
  bob calls +15550101
  carol is called
  after 2s
  bob joins its calls
  bob gets 202
  after 5s
  alice hears bob
  bob hangs up
  alice gets BYE
  bob hangs up

expect
  bob gets NOTIFY, NOTIFY with Body="SIP/2.0 481 Call/Transaction Does Not Exist"
