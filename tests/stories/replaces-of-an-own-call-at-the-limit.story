story "a user at its limit pulls its own call to its other telephone, and a full trunk its own; a call of somebody else needs room"
number +15550100 -> /main.xml
config trunks.one.uri = "sip:carrier.example"
config trunks.one.calls = 1
config trunks.one.sources = ["203.0.113.0/24"]
config guard.user_channels = 1
user kate "a good secret"
web /main.xml: 200 "<Response><Say loop='0'>Please wait</Say></Response>"
phone kate login kate "a good secret"
phone desk login kate "a good secret" number kate
phone alice number +15550001
phone carrier stranger number +15550009
phone spare stranger number +15550010

play
  alice calls +15550100
  kate calls +15550100
  kate hears "Please wait"
  desk calls +15550199 replacing alice
  desk gets 403
  desk calls +15550199 replacing kate
  desk gets 200
  kate gets BYE
  desk hears "Please wait"
  kate calls +15550100
  kate gets 403
  carrier calls +15550100
  carrier hears "Please wait"
  spare calls +15550199 replacing alice
  spare gets 503
  spare calls +15550199 replacing carrier
  spare gets 200
  carrier gets BYE
  spare hears "Please wait" for 660ms
  carrier calls +15550100
  carrier gets 503
  spare hangs up
  desk hangs up
  alice hangs up

expect
  notes trunk_full
