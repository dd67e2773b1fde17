story "without a ReferUrl a REFER gets 404 with a Reason, and the call goes on"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /transfer.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers

play
  alice calls +15550100
  alice hears bob
  bob transfers to +15550199
  bob gets 404
  alice hears bob
  bob hears alice
  bob hangs up

expect
  bob gets 404 with Reason~ReferUrl
  asked /transfer.xml never
  bob never gets NOTIFY
