story "no response at all counts as 408, one that only rang as 487"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial timeout='5' action='/one.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /one.xml: 200 "<Response><Dial timeout='5' action='/two.xml'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /two.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: vanishes
phone carol: rings 60s

play
  alice calls +15550100

expect
  asked /one.xml with DialCallStatus=no-answer DialSipResponseCode=408
  asked /two.xml with DialCallStatus=no-answer DialSipResponseCode=487 DialRingDuration=5
