story "a call with Replaces is one of its user's and of its trunk's calls, and frees both places when it ends"
number +15550100 -> /main.xml
config trunks.one.uri = "sip:carrier.example"
config trunks.one.calls = 1
config trunks.one.sources = ["203.0.113.0/24"]
config guard.user_channels = 1
user kate "a good secret"
user dave "another good secret"
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers
phone kate login kate "a good secret"
phone carrier stranger number +15550009

play
  alice calls +15550100
  alice hears bob
  kate calls +15550199 replacing bob
  alice hears kate
  kate calls +15550100
  kate gets 403
  carrier calls +15550199 replacing alice
  alice gets BYE
  carrier hears kate
  carrier calls +15550100
  carrier gets 503
  carrier hears kate
  kate hangs up
  carrier gets BYE
  carrier calls +15550100
  carrier hears bob
  carrier hangs up
  bob gets BYE
  kate calls +15550100
  kate hears bob
  kate hangs up

expect
  notes trunk_full
