story "a carrier is told who has sent a call on last, by an identity of that user, and who before; the number that an application dials from stands behind them"
config follow_redirects = true
config trunks.one.uri = "sip:one.example"
config trunks.one.diversion = true
config outbound.trunk = "one"
config users.carol.outbound = true
config users.carol.identities = ["+15550009"]
config users.alice.outbound = true
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/next.xml'><Client>carol</Client></Dial></Response>"
web /next.xml: 200 "<Response><Dial><Number>+12125550111</Number></Dial></Response>"
user alice "one good secret"
user kate "a good secret"
user carol "another secret"
phone alice login alice "one good secret" number alice
phone kate login kate "a good secret": redirects to sip:carol@198.51.100.1
phone carol login carol "another secret": redirects to sip:+12125550100@198.51.100.1
phone one: answers, talks 1s, hangs up

play
  kate registers
  kate gets 200
  carol registers
  carol gets 200
  alice calls kate
  alice hears one
  alice gets BYE
  alice calls +15550100
  alice gets BYE
  # By herself: nobody has sent this on.
  alice calls +12125550122
  alice hears one
  alice gets BYE

expect
  one gets INVITE with From~alice Diversion="<sip:+15550009@one.example>;reason=deflection;counter=1"
  one gets INVITE with To~12125550100 Diversion~"+15550009"
  one gets INVITE with To~12125550111 Diversion="<sip:+15550100@one.example>;reason=unconditional;counter=1"
  one gets INVITE with To~12125550122 From~alice no Diversion
