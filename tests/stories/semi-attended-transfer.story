story "Bob connects Alice with Carol, whom he has called and who still rings: Alice hears the ringing, then Carol"
number +15550100 -> /main.xml
number +15550101 -> /consult.xml status /status
web /main.xml: 200 "<Response><Dial action='/never.xml'><Sip>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
web /consult.xml: 200 "<Response><Dial answerOnBridge='true' record='record-from-answer' action='/done.xml'><Sip>sip:carol@carol.example;transport=tcp</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Say>Bye now</Say></Response>"
phone alice number +15550001
phone bob over tcp: answers
phone carol over tcp: rings 8s, answers

play
  alice calls +15550100
  alice hears bob
  bob calls +15550101
  carol is called
  bob gets 180
  after 2s
  bob joins its calls early only
  bob gets 202
  bob gets 487
  alice hears ringback
  carol has not got CANCEL
  carol gets ACK
  alice hears carol
  carol hears alice
  carol says "my own words"
  after 2s
  carol hangs up
  alice hears "Bye now" for 420ms
  alice gets BYE

expect
  bob gets 202, NOTIFY, NOTIFY, BYE
  bob gets NOTIFY with Body="SIP/2.0 100 Trying"
  bob gets NOTIFY with Body="SIP/2.0 180 Ringing"
  bob gets NOTIFY with Subscription-State=terminated;reason=noresource Body="SIP/2.0 200 OK"
  bob gets NOTIFY 3 times
  carol gets INVITE 1 time
  alice never gets INVITE
  alice hears ringback, "my own words", "Bye now"
  recording holds "my own words" for 720ms
  recording is 2800ms long
  asked /never.xml never
  asked /done.xml with DialCallStatus=completed From=+15550001
  asked /done.xml 1 time
  told /status with CallStatus=ringing From=bob SequenceNumber=0
  told /status with CallStatus=in-progress From=+15550001 SequenceNumber=0
  told /status with CallStatus=canceled From=bob SequenceNumber=1
  told /status with CallStatus=completed From=+15550001 SequenceNumber=1
  bob ends completed because transferred
  bob ends canceled 487 because transferred
  carol ends completed because hangup
  alice ends completed
