story "a user who calls out hears 180 when the carrier says it, and none of the carrier's own headers"
user alice "one good secret"
config users.alice.outbound = true
proxy sip:proxy.example
phone alice login alice "one good secret" over tcp
phone carrier at sip:gateway@proxy.example: waits 4s, rings 2s with X-Carrier=7, refuses 404 with X-Carrier=7

play
  alice calls "+12125550100"
  carrier is called
  after 3s
  alice has not got 180
  alice gets 180 with no X-Carrier
  alice gets 404 with no X-Carrier

expect
  alice ends failed 404
