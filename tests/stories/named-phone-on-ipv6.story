# Its name has an address of IPv6 alone, which is known only when the INVITE leaves.
story "a phone whose name leads to IPv6 gets an offer of IPv6"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob at sip:bob@bob.example on ipv6: rings 1s, answers, talks 2s, hangs up

play
  alice calls +15550100
  bob is called with Body~"IN IP6"
  alice hears bob

expect
  bob never gets CANCEL
  asked /done with DialCallStatus=completed DialBridged=true
