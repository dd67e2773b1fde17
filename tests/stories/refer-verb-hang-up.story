story "a caller that hangs up before the end of its Refer: canceled"
number +15550100 -> /main.xml
number kate -> /kate.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial><Refer action='/referred.xml'><Sip>sip:kate@pbx.example</Sip></Refer></Response>"
web /kate.xml: 200 "<Response><Dial answerOnBridge='true'><Sip>sip:kate@kate.example</Sip></Dial></Response>"
web /referred.xml: 200 "<Response/>"
phone alice number +15550001
phone bob: answers, talks 2s, hangs up
phone kate: rings 5s, answers

play
  alice calls +15550100
  kate is called
  alice hangs up
  alice hangs up

expect
  asked /referred.xml with ReferCallStatus=canceled ReferSipResponseCode=202 CallStatus=completed
