story "a Refer-To outside the dial plan is refused with 403 and counted, and the call goes on"
config transfer.targets = ["+1*"]
number +15550100 -> /main.xml refer /transfer.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /transfer.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers

play
  alice calls +15550100
  alice hears bob
  bob transfers to sip:thief@evil.example
  bob gets 403
  bob transfers to +3712345678
  bob gets 403
  alice hears bob
  bob hangs up

expect
  notes fraud_outside_dial_plan
  bob gets 403 with Reason~"dial plan"
  asked /transfer.xml never
