story "the second contact of a telephone is tried as a call of its user, whoever has refused at the first"
config follow_redirects = true
config trunks.one.uri = "sip:one.example"
config outbound.trunk = "one"
config users.kate.outbound = true
user alice "one good secret"
user kate "a good secret"
user carol "another secret"
phone alice login alice "one good secret" over tcp
phone kate login kate "a good secret" over tcp: redirects to sip:+15557654@198.51.100.1 or sip:carol@198.51.100.1
phone carol login carol "another secret" over tcp: rings 1s, answers
phone one: refuses 486

play
  kate registers
  kate gets 200
  carol registers
  carol gets 200
  alice calls kate
  alice hears carol
  alice hangs up
