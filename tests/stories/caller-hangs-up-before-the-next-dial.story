story "after the caller's BYE no further Dial of the document runs, nor its action"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial answerOnBridge='true'><Sip>sip:bob@bob.example</Sip></Dial><Dial answerOnBridge='true' action='/done.xml'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: rings 1s, answers
phone carol: rings 60s

play
  alice calls +15550100
  alice hears bob
  alice hangs up

expect
  carol never gets INVITE
  asked /done.xml never
  bob gets BYE
