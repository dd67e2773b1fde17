story "a target that is busy: the transferor is told 486, and the document decides what becomes of the caller"
config transfer.bye = "after-notify"
number +15550100 -> /main.xml refer /transfer.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /transfer.xml: 200 "<Response><Dial action='/end.xml'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /end.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: answers
phone carol: refuses 486

play
  alice calls +15550100
  alice hears bob
  bob transfers to +15550199
  bob gets 202
  bob gets BYE
  alice gets BYE

expect
  bob gets NOTIFY, NOTIFY with Body="SIP/2.0 486 Busy Here"
  asked /end.xml with DialCallStatus=busy ReferTarget=+15550199 Transferor=bob Transferee=+15550001
