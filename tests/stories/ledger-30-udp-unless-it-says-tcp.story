story "a Sip is called over UDP, and over TCP where its URI says so"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial ><Sip>sip:bob@bob.example</Sip></Dial><Dial ><Sip>sip:carol@carol.example;transport=tcp</Sip></Dial><Dial action='/done.xml'><Sip>sip:dave@dave.example;transport=sctp</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: refuses 486
phone carol over tcp: refuses 486
phone dave: answers

play
  alice calls +15550100
  bob is called with Via~SIP/2.0/UDP
  carol is called with Via~SIP/2.0/TCP
  alice gets BYE

expect
  notes 13253
  dave never gets INVITE
