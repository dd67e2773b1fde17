story "with answerOnBridge a second Dial keeps the caller ringing until it is answered"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial answerOnBridge='true'><Sip>sip:bob@bob.example</Sip></Dial><Dial answerOnBridge='true'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: refuses 486
phone carol: rings 2s, answers, talks 3s, hangs up

play
  alice calls +15550100
  carol is called
  alice has not got 200
  alice hears carol

expect
  alice gets 180, 200, BYE
