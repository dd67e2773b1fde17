story "a call that comes from beyond a NAT is answered with the public address, and its later requests too"
number +15550100 -> /main.xml
config trunks.carrier.sources = ["203.0.113.11"]
config trunks.carrier.public_address = "203.0.113.250"
web /main.xml: 200 "<Response><Dial action='/bye.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /bye.xml: 200 "<Response><Hangup/></Response>"
phone bob: answers, talks 10s, hangs up
phone carrier stranger number +15550002

play
  carrier calls sip:+15550100@203.0.113.250
  carrier gets 200 with Contact~@203.0.113.250:5060 Body~"IN IP4 203.0.113.250"
  bob is called with Via~198.51.100.1:5060 Contact~@198.51.100.1:5060 Body~"IN IP4 198.51.100.1"
  carrier hears bob
  bob hears carrier
  carrier holds
  carrier gets 200 with Contact~@203.0.113.250:5060 Body~"IN IP4 203.0.113.250"
  carrier resumes
  carrier gets BYE with Via~203.0.113.250:5060

expect
  bob ends completed 200
