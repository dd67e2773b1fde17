story "a REFER with Refer-Sub: false gets 202 with the same, and no NOTIFY"
config transfer.bye = "after-notify"
number +15550100 -> /main.xml refer /transfer.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /transfer.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers
phone carol: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  bob transfers to +15550199 unheard
  bob gets 202
  alice hears carol
  bob gets BYE
  carol hangs up

expect
  bob gets 202 with Refer-Sub=false
  bob never gets NOTIFY
