story "a telephone sends a call on: its user answers for that call, and for none that the application makes afterwards"
config follow_redirects = true
config trunks.one.uri = "sip:one.example"
config outbound.trunk = "one"
config users.kate.outbound = true
config users.kate.daily_spend = 0.01
config users.dave.outbound = true
config users.dave.daily_spend = 0.01
config guard.countries = ["1"]
config rates.44 = 1.0
number +15550100 -> /main.xml
number +15550200 -> /other.xml
web /main.xml: 200 "<Response><Dial action='/next.xml'><Client>kate</Client></Dial></Response>"
web /other.xml: 200 "<Response><Dial action='/next.xml'><Client>dave</Client></Dial></Response>"
web /next.xml: 200 "<Response><Dial action='/done.xml'><Number>+442071234567</Number></Dial></Response>"
web /done.xml: 200 "<Response/>"
user kate "a good secret"
user dave "some good secret"
user carol "another secret"
phone alice number +15550001 over tcp
phone kate login kate "a good secret" over tcp: redirects to sip:carol@198.51.100.1
phone dave login dave "some good secret" over tcp: redirects to sip:+442071234568@198.51.100.1 or sip:+12125557654@198.51.100.1
phone carol login carol "another secret" over tcp: answers, talks 2s, hangs up
phone one: refuses 486

play
  kate registers
  kate gets 200
  dave registers
  dave gets 200
  carol registers
  carol gets 200
  alice calls +15550100
  alice hears carol
  alice gets BYE
  alice calls +15550200
  alice gets BYE

expect
  one gets INVITE 3 times
  one gets INVITE with To~442071234567
  one gets INVITE with To~12125557654
  notes fraud_barred
