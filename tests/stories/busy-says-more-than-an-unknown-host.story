story "a callee that is busy is heard, whatever stands in the way of the others"
number +15550100 -> /main.xml
number +15550101 -> /second.xml
number +15550102 -> /nobody.xml
web /main.xml: 200 "<Response><Dial answerOnBridge='true'><Sip>sip:x@nobody.example</Sip><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /second.xml: 200 "<Response><Dial answerOnBridge='true'><Sip>sip:bob@bob.example</Sip><Sip>sip:x@nobody.example</Sip></Dial></Response>"
web /nobody.xml: 200 "<Response><Dial answerOnBridge='true'><Sip>sip:x@nobody.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 1s, refuses 486

play
  alice calls +15550100
  alice gets 486 within 10s
  alice calls +15550101
  alice gets 486 within 10s
  alice calls +15550102
  alice gets 408 within 10s
