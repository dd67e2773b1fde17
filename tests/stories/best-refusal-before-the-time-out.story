story "604 from one branch weighs more than the silence of another"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial answerOnBridge='true' timeout='5'><Sip>sip:bob@bob.example</Sip><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 1s, refuses 604
phone carol: rings 60s

play
  alice calls +15550100
  alice gets 604
