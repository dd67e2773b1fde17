story "answer_on_bridge = true answers the caller when the callee does, unless the document says otherwise"
number +15550100 -> /main.xml
number +15550101 -> /at-once.xml
config answer_on_bridge = true
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /at-once.xml: 200 "<Response><Dial answerOnBridge='false'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 3s, answers, talks 2s, hangs up

play
  alice calls +15550100
  bob is called
  after 1s
  alice has not got 200
  alice hears bob
  alice gets BYE
  alice calls +15550101
  alice gets 200
  bob is called
  alice hears bob
