story "a target that cannot be reached, and a document with nothing else to do: both parties end"
number +15550100 -> /main.xml refer /transfer.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /transfer.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers
phone carol: refuses 404

play
  alice calls +15550100
  alice hears bob
  bob transfers to +15550199
  bob gets BYE
  alice gets BYE

expect
  alice ends completed
  bob ends completed
