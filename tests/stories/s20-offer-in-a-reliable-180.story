story "S20: a caller without offer that insists on PRACK gets our offer in the 180"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 reliable always
phone bob: rings 1s, answers, talks 10s, hangs up

play
  alice calls +15550100 without offer
  alice gets 180
  alice hears bob
  bob hears alice

expect
  alice gets 180 with Require=100rel Content-Type=application/sdp
  alice gets 200
  bob ends completed 200
