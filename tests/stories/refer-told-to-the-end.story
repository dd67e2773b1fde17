story "with bye = after-notify the transferor waits for the answer of the target, hears 200, and gets BYE then"
config transfer.bye = "after-notify"
number +15550100 -> /main.xml refer /transfer.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /transfer.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers
phone carol: rings 3s, answers

play
  alice calls +15550100
  alice hears bob
  bob transfers to +15550199
  bob gets 202
  carol is called
  after 2s
  bob has not got BYE
  alice hears carol
  bob gets BYE
  carol hangs up

expect
  bob gets 202, NOTIFY, NOTIFY, BYE
  bob gets NOTIFY, NOTIFY with Subscription-State=terminated;reason=noresource Body="SIP/2.0 200 OK"
  bob ends completed because transferred
