story "with bye = after-notify whoever connects others before the answer keeps its call until it has heard of that"
config transfer.bye = "after-notify"
number +15550100 -> /main.xml
number +15550101 -> /consult.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
web /consult.xml: 200 "<Response><Dial answerOnBridge='true'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob over tcp: answers
phone carol: rings 8s, answers

play
  alice calls +15550100
  alice hears bob
  bob calls +15550101
  bob gets 180
  bob joins its calls
  bob gets 487
  after 2s
  bob has not got BYE
  alice hears carol
  carol hears alice
  bob gets BYE
  carol hangs up
  alice gets BYE

expect
  bob gets NOTIFY, NOTIFY, NOTIFY with Body="SIP/2.0 200 OK"
