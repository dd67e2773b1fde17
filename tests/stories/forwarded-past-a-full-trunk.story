story "a call that is sent on to a number goes by the fallback where its trunk has no room"
config follow_redirects = true
config trunks.one.uri = "sip:one.example"
config trunks.one.calls = 1
config trunks.two.uri = "sip:two.example"
config outbound.trunk = "one"
config outbound.fallback = "two"
config users.kate.outbound = true
config users.dave.outbound = true
user alice "one good secret"
user dave "some good secret"
user kate "a good secret"
phone alice login alice "one good secret" over tcp
phone dave login dave "some good secret" over tcp
phone kate login kate "a good secret" over tcp: redirects to sip:+15557654@198.51.100.1
phone one: rings 1s, answers
phone two: rings 1s, answers

play
  kate registers
  kate gets 200
  dave calls +15557000
  dave hears one
  alice calls kate
  two is called within 5s
  alice hears two
  alice hangs up
  dave hangs up

expect
  notes trunk_full
