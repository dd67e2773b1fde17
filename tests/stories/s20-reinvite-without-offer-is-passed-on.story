story "S20: a re-INVITE without SDP asks the other side, whose offer decides"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 codecs PCMU,G722
phone bob codecs G722,PCMU: answers

play
  alice calls +15550100
  alice hears bob
  alice reinvites without offer
  bob gets INVITE with Body=""
  alice gets 200 with "Body~RTP/AVP 9 0"
  bob gets ACK with Content-Type=application/sdp
  alice hears bob
  bob hears alice
  bob reinvites without offer
  alice gets INVITE with Body=""
  bob gets 200 with Content-Type=application/sdp
  alice gets ACK with Content-Type=application/sdp
  alice hears bob
  bob hears alice
  bob hangs up

expect
  bob ends completed 200 because hangup
