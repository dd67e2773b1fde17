story "a telephone declines for its user: the number that another telephone of that user has sent the call on to rings no longer"
config follow_redirects = true
config trunks.one.uri = "sip:one.example"
config outbound.trunk = "one"
config users.kate.outbound = true
user alice "one good secret"
user kate "a good secret"
phone alice login alice "one good secret" over tcp
phone desk login kate "a good secret" number kate over tcp: redirects to sip:+15557654@198.51.100.1
phone soft login kate "a good secret" number kate over tcp: rings 3s, refuses 603
phone one: rings 20s, answers

play
  desk registers
  desk gets 200
  soft registers
  soft gets 200
  alice calls kate
  one is called within 2s
  alice gets 603
  one gets CANCEL
