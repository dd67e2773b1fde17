story "whom a caller is connected with while it rings does not want to talk: whoever asked is told 486, and the document goes on for who came"
number +15550100 -> /main.xml
number +15550101 -> /consult.xml
number +15550102 -> /late.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
web /consult.xml: 200 "<Response><Dial answerOnBridge='true' action='/busy.xml'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /late.xml: 200 "<Response><Dial answerOnBridge='true' timeout='5'><Sip>sip:erin@erin.example</Sip></Dial></Response>"
web /busy.xml: 200 "<Response><Say>She is busy</Say></Response>"
phone alice number +15550001
phone bob over tcp: answers
phone carol: rings 8s, refuses 486
phone erin: rings 30s

play
  alice calls +15550100
  alice hears bob
  bob calls +15550101
  bob gets 180
  bob joins its calls
  bob gets 487
  alice hears ringback
  alice hears "She is busy" for 660ms
  alice gets BYE
  alice calls +15550100
  alice hears bob
  bob calls +15550102
  erin is called
  bob joins its calls
  bob gets 487
  alice hears ringback
  erin gets CANCEL
  alice gets BYE

expect
  bob gets NOTIFY, NOTIFY, BYE, NOTIFY with Body="SIP/2.0 486 Busy Here"
  bob gets NOTIFY with Body="SIP/2.0 408 Request Timeout"
  asked /busy.xml with DialCallStatus=busy
  carol gets INVITE 1 time
