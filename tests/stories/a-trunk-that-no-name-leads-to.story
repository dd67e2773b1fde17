story "the record of a caller whose trunk has a name that does not exist says so"
user alice "one good secret"
config users.alice.outbound = true
config trunks.one.uri = "sip:nobody.example"
config outbound.trunk = "one"
phone alice login alice "one good secret"

play
  alice calls "+12125550100"
  alice gets 408

expect
  notes unknown_host
  alice ends no-answer 408 because unknown_host
