story "calls that a telephone sends on are calls of its user: no more of them at once than the user may have"
config follow_redirects = true
config trunks.one.uri = "sip:one.example"
config outbound.trunk = "one"
config users.kate.outbound = true
config users.kate.channels = 1
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Client>kate</Client></Dial></Response>"
web /done.xml: 200 "<Response/>"
user kate "a good secret"
phone alice number +15550001 over tcp
phone bob number +15550002 over tcp
phone kate login kate "a good secret" over tcp: redirects to sip:+15557654@198.51.100.1
phone one: answers

play
  kate registers
  kate gets 200
  alice calls +15550100
  alice hears one
  bob calls +15550100
  bob gets BYE
  alice hangs up
  after 1s
  bob calls +15550100
  bob hears one
  bob hangs up

expect
  asked /done.xml with DialCallStatus=failed DialSipResponseCode=302
  notes fraud_channels
