story "whoever she calls may send the call on: what her calls cost afterwards is still hers"
config follow_redirects = true
config trunks.one.uri = "sip:one.example"
config outbound.trunk = "one"
config users.alice.daily_spend = 0.5
config rates.44 = 1.0
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/next.xml'><Client>kate</Client></Dial></Response>"
web /next.xml: 200 "<Response><Dial action='/done.xml'><Number>+442071234567</Number></Dial></Response>"
web /done.xml: 200 "<Response><Dial action='/end.xml'><Number>+442071234568</Number></Dial></Response>"
web /end.xml: 200 "<Response/>"
user alice "one good secret"
user kate "a good secret"
user carol "another secret"
phone alice login alice "one good secret" over tcp
phone kate login kate "a good secret" over tcp: redirects to sip:carol@198.51.100.1
phone carol login carol "another secret" over tcp: refuses 486
phone one: answers, talks 1s, hangs up

play
  kate registers
  kate gets 200
  carol registers
  carol gets 200
  alice calls +15550100
  alice gets BYE

expect
  notes fraud_spend
  one gets INVITE 1 time
