story "a trunk is registered at, challenged or not, and its calls come by the contact of the registration"
number "alice@home.example" -> /main.xml
config trunks.carrier.uri = "sip:carrier.example"
config trunks.carrier.username = "alice@home.example"
config trunks.carrier.password = "trunk secret"
config trunks.carrier.register = true
config use_to = false
web /main.xml: 200 "<Response><Hangup/></Response>"
phone carrier stranger demands alice@home.example "trunk secret"

play
  carrier gets REGISTER
  carrier gets REGISTER
  after 1s
  carrier calls alice%40home.example
  carrier gets 603

expect
  carrier gets REGISTER, REGISTER with Contact~sip:alice%40home.example@ Expires=3600 To~sip:alice%40home.example@carrier.example
  asked /main.xml 1 time
  notes trunk_registered
