story "the callee transfers the caller: the ReferUrl document runs on the caller, asked once, and the Dial's action never"
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
  carol is called with Referred-By=<sip:bob@bob.example>
  alice hears carol
  carol hears alice
  carol hangs up
  alice gets BYE

expect
  bob gets 202, NOTIFY, BYE
  bob gets 202 with Event=refer;id=1 no Refer-Sub
  bob gets NOTIFY with Event=refer;id=1 Subscription-State~active Body="SIP/2.0 100 Trying"
  asked /transfer.xml with ReferTarget=+15550199 Transferor=bob Transferee=+15550001 CallStatus=in-progress Direction=inbound no ReferTransferTarget
  asked /transfer.xml 1 time
  asked /done.xml never
  bob ends completed 200 because transferred
  alice ends completed
