story "S20: a re-INVITE without SDP gets a full offer and changes nothing"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone bob: answers

play
  alice calls +15550100
  alice hears bob
  alice reinvites without offer
  alice gets 200
  alice hears bob
  bob reinvites without offer
  bob gets 200
  bob hears alice
  bob hangs up

expect
  bob ends completed 200 because hangup
