story "who was transferred may transfer, and so may the one that was called for it"
number +15550100 -> /main.xml refer /transfer.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /transfer.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
  200 "<Response><Dial><Sip>sip:dave@dave.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers
phone carol: answers
phone dave: answers

play
  alice calls +15550100
  alice hears bob
  alice transfers to +15550198
  bob hears carol
  bob transfers to +15550199
  carol hears dave
  dave hears carol
  dave hangs up
  carol gets BYE

expect
  asked /transfer.xml with ReferTarget=+15550198 Transferor=+15550001 Transferee=bob
  asked /transfer.xml with ReferTarget=+15550199 Transferor=bob Transferee=carol
