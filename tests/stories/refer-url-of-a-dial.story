story "referUrl of the Dial comes before the number's ReferUrl for the called party alone"
number +15550100 -> /sub/main.xml refer /transfer.xml
web /sub/main.xml: 200 "<Response><Dial referUrl='refer.xml' referMethod='GET'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /sub/refer.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /transfer.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone dave number +15550002
phone bob: answers
phone carol: answers

play
  alice calls +15550100
  alice hears bob
  bob transfers to +15550199
  alice hears carol
  alice hangs up
  carol gets BYE
  dave calls +15550100
  dave hears bob
  dave transfers to +15550199
  bob hears carol
  bob hangs up
  carol gets BYE

expect
  asked /sub/refer.xml with ReferTransferTarget~sip:+15550199@ ReferTarget=+15550199 Transferor=bob Transferee=+15550001
  asked /sub/refer.xml 1 time
  asked /transfer.xml with Transferor=+15550002 Transferee=bob no ReferTransferTarget
  asked /transfer.xml 1 time
