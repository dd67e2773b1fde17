story "a trunk that takes no connection gives the call to the fallback at once, and where both are gone the caller of a passed call hears 503"
user alice "one good secret"
config users.alice.outbound = true
config trunks.one.uri = "sip:one.example;transport=tcp"
config trunks.two.uri = "sip:two.example"
config outbound.trunk = "one"
config outbound.fallback = "two"
dns one.example A 192.0.2.99
phone alice login alice "one good secret" over tcp
phone two: refuses 503

play
  alice calls "+12125550100"
  two is called within 3s
  alice gets 503

expect
  notes trunk_passed_over
  alice ends failed 503
