story "S22: re-INVITEs without SDP that meet are both answered in the end"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice over tcp number +15550001
phone bob over tcp: answers

play
  alice calls +15550100
  alice hears bob
  alice reinvites without offer
  bob reinvites without offer
  bob gets 491
  alice gets 200 with Content-Type=application/sdp within 10s
  bob gets 200 with Content-Type=application/sdp within 10s
  after 10s
  alice hears bob
  bob hears alice
  alice hangs up

expect
  alice ends completed
  bob ends completed 200 because caller_gone
