story "a callee that changes its codec in mid-call is still heard, and hears"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 codecs PCMU,G722
phone bob codecs PCMU,G722: answers

play
  alice calls +15550100
  alice hears bob
  bob switches to G722
  alice gets INVITE
  alice hears bob
  bob hears alice
  bob switches to PCMA
  alice gets INVITE
  alice hears bob
  bob hears alice
  alice switches to G722
  bob gets INVITE
  bob hangs up

expect
  bob ends completed 200
