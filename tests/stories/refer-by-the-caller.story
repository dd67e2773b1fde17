story "the caller transfers the callee: the ReferUrl document runs on the callee, who stays after the caller's BYE"
number +15550100 -> /main.xml refer /transfer.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /transfer.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers
phone carol: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  alice transfers to +15550199
  alice gets 202
  alice gets BYE
  carol is called
  bob hears carol
  carol hears bob
  bob hangs up
  carol gets BYE

expect
  asked /transfer.xml with ReferTarget=+15550199 Transferor=+15550001 Transferee=bob CallStatus=in-progress Direction=outbound-dial
  asked /transfer.xml 1 time
  asked /done.xml never
  carol gets INVITE with From~sip:bob@
  alice ends completed 200 because transferred
  bob ends completed
