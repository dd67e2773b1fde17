story "who is to talk to somebody that still rings hangs up before: that ringing ends, and whoever asked is told 487"
number +15550100 -> /main.xml
number +15550101 -> /consult.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
web /consult.xml: 200 "<Response><Dial answerOnBridge='true' action='/done.xml'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone bob over tcp: answers
phone carol: rings 30s

play
  alice calls +15550100
  alice hears bob
  bob calls +15550101
  carol is called
  bob joins its calls
  bob gets 487
  alice hears ringback
  alice hangs up
  carol gets CANCEL

expect
  bob gets NOTIFY, NOTIFY, BYE, NOTIFY with Body="SIP/2.0 487 Request Terminated"
  asked /done.xml with DialCallStatus=canceled
  alice ends completed because hangup
  carol ends canceled
