story "calls of known peers that nothing of ours takes are passed on by the trunk, and the other way round"
config trunks.carrier.uri = "sip:carrier.example"
config trunks.carrier.sources = ["203.0.113.0/24"]
config trunks.carrier.relay = "town"
config trunks.town.uri = "sip:pbx.example"
config trunks.town.relay = "carrier"
phone pbx number +15550001: rings 1s, answers, talks 2s, hangs up
phone carrier stranger number +15550200: rings 1s, answers, talks 2s, hangs up

play
  pbx calls +15550200
  carrier is called with To~+15550200
  pbx hears carrier
  pbx gets BYE
  carrier calls +15550001
  pbx is called with To~+15550001
  carrier hears pbx

expect
  pbx gets 180, 200
  carrier gets 180, 200
