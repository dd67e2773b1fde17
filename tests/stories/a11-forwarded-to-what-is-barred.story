story "a redirection passes the guard: neither a barred number nor a trunk is reached by it, the next contact is tried"
config follow_redirects = true
config trunks.one.uri = "sip:carrier.example;transport=tcp"
config outbound.trunk = "one"
config guard.countries = ["+1"]
config users.kate.outbound = true
config users.carol.outbound = false
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
user alice "one good secret"
user kate "a good secret"
user carol "another secret"
phone alice login alice "one good secret"
phone kate login kate "a good secret" over tcp: redirects to sip:+882135550000@198.51.100.1 or sip:+15557654@198.51.100.1
phone carol login carol "another secret" over tcp: redirects to sip:+15557655@198.51.100.1
phone dave number +15550004
phone bob over tcp: redirects to sip:+15557656@carrier.example or sip:erin@erin.example;transport=tcp or sip:frank@frank.example;transport=tcp
phone erin over tcp: refuses 486
phone frank over tcp: answers
phone carrier over tcp: rings 1s, answers

play
  kate registers
  kate gets 200
  carol registers
  carol gets 200
  alice calls kate
  carrier is called within 1s
  alice hears carrier
  alice hangs up
  alice calls carol
  alice gets 480
  dave calls +15550100
  frank is called within 1s
  dave hears frank
  dave hangs up

expect
  carrier gets INVITE, ACK, BYE
  erin gets INVITE, ACK
  notes fraud_barred
  notes not_permitted
  asked /done.xml with DialCallStatus=completed
