story "in the legacy profile nothing is told about a transfer"
config compat.profile = "restcomm-legacy"
number +15550100 -> /main.xml refer /transfer.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /transfer.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers
phone carol: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  bob transfers to +15550199
  bob gets 202
  bob gets BYE
  alice hears carol
  carol hangs up

expect
  bob never gets NOTIFY
