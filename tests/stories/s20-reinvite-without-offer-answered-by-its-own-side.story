story "S20: where the other side makes no offer, or says nothing, a re-INVITE without SDP is answered by its own side"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone bob demanding: answers

play
  alice calls +15550100
  alice hears bob
  alice reinvites without offer
  bob gets INVITE with Body=""
  alice gets 200 with Content-Type=application/sdp within 3s
  alice hears bob
  bob hears alice
  bob vanishes
  alice reinvites without offer
  alice gets 200 with Content-Type=application/sdp within 5s
  after 2s
  alice hangs up

expect
  bob ends completed 200 because caller_gone
