story "Replaces with early-only of a call that is answered: 486 is told by NOTIFY, and both calls stay"
number +15550100 -> /main.xml
number +15550101 -> /consult.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
web /consult.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob over tcp: answers
phone carol: answers

play
  alice calls +15550100
  alice hears bob
  bob calls +15550101
  bob hears carol
  bob joins its calls early only
  bob gets 202
  after 5s
  alice hears bob
  bob hears carol
  bob hangs up
  alice gets BYE
  bob hangs up

expect
  bob gets NOTIFY, NOTIFY with Body="SIP/2.0 486 Busy Here"
