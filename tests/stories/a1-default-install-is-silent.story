story "whoever is unknown to an engine that has no users is told nothing at all, whatever they ask (A1)"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Reject/></Response>"
phone eve stranger login eve "secret"

play
  eve calls +15550100
  eve registers
  eve asks MESSAGE kate saying hello
  eve asks OPTIONS kate
  after 40s

expect
  eve never gets 100
  eve never gets 200
  eve never gets 401
  eve never gets 403
  eve never gets 407
  eve never gets 603
  asked /main.xml never
  notes unknown_source
