story "a call that reaches nobody says what is in the way: a name, a connection, silence"
number +15550100 -> /main.xml
dns refusing.example A 192.0.2.99
dns silent.example A 192.0.2.98
web /main.xml: 200 "<Response><Dial action='/two.xml'><Sip>sip:bob@nobody.example</Sip></Dial></Response>"
web /two.xml: 200 "<Response><Dial action='/three.xml'><Sip>sip:bob@refusing.example;transport=tcp</Sip></Dial></Response>"
web /three.xml: 200 "<Response><Dial timeout='60' action='/four.xml'><Sip>sip:bob@silent.example</Sip></Dial></Response>"
web /four.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE

expect
  asked /two.xml with DialCallStatus=failed DialSipResponseCode=408
  asked /three.xml with DialCallStatus=failed DialSipResponseCode=503
  asked /four.xml with DialCallStatus=failed DialSipResponseCode=408
  notes unknown_host
  notes no_connection
  notes unanswered
