story "a document decides about transfers to the name by which whoever asks knows the server, and about no other"
number +15550100 -> /main.xml refer /transfer.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Client>bob</Client></Dial></Response>"
web /done.xml: 200 "<Response/>"
web /transfer.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
user bob "a good secret"
phone alice number +15550001
phone bob login bob "a good secret": answers
phone carol: answers

play
  bob registers as sip:bob@pbx.example
  bob gets 200
  alice calls +15550100
  alice hears bob
  bob transfers to sip:+15550199@town.example
  bob gets 403
  bob transfers to sip:+15550199@pbx.example
  bob gets 202
  alice hears carol
  alice hangs up
  # Whoever calls may name what it has called; the one who is called by it may not.
  alice calls sip:+15550100@town.example
  alice hears bob
  bob transfers to sip:+15550199@town.example
  bob gets 403
  alice transfers to sip:+15550199@town.example
  alice gets 202
  bob hears carol
  bob hangs up

expect
  asked /transfer.xml with ReferTarget=+15550199 Transferee=+15550001
  asked /transfer.xml with ReferTarget=+15550199 Transferee=bob
  notes fraud_outside_dial_plan
