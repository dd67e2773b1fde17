story "a call that is sent on to a number goes by the fallback where no server of its trunk takes it"
config follow_redirects = true
config trunks.one.uri = "sip:one.example"
config trunks.two.uri = "sip:two.example"
config outbound.trunk = "one"
config outbound.fallback = "two"
config users.kate.outbound = true
user alice "one good secret"
user kate "a good secret"
phone alice login alice "one good secret" over tcp
phone kate login kate "a good secret" over tcp: redirects to sip:+15557654@198.51.100.1
phone one: refuses 503
phone two: rings 1s, answers

play
  kate registers
  kate gets 200
  alice calls kate
  two is called within 5s
  alice hears two
  alice hangs up

expect
  one gets INVITE, ACK
  notes trunk_passed_over
