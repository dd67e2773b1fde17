story "calls of peers that are passed on, and those of users who call out, are transferred like any other"
config trunks.carrier.uri = "sip:carrier.example"
config trunks.carrier.sources = ["203.0.113.0/24"]
config trunks.town.uri = "sip:pbx.example"
config trunks.town.relay = "carrier"
config outbound.trunk = "carrier"
user kate "a good secret"
user bob "another secret"
config users.kate.outbound = true
number +15550300 -> /bot.xml
web /bot.xml: 200 "<Response><Dial><Sip>sip:bot@bot.example</Sip></Dial></Response>"
phone pbx number +15550001
phone carrier stranger number +15550200: rings 1s, answers
phone bot: answers
phone kate login kate "a good secret"
phone bob login bob "another secret": answers

play
  bob registers
  bob gets 200
  pbx calls +15550200
  pbx hears carrier
  pbx transfers to +15550300
  pbx gets BYE
  carrier hears bot
  bot hangs up
  carrier gets BYE
  kate calls "+12125550100"
  kate hears carrier
  kate transfers to bob
  kate gets BYE
  carrier hears bob
  bob hears carrier
  bob hangs up
  carrier gets BYE

expect
  pbx gets 202, NOTIFY, BYE, NOTIFY with Body="SIP/2.0 200 OK"
  kate gets 202, NOTIFY, BYE, NOTIFY with Body="SIP/2.0 200 OK"
  asked /bot.xml with ReferTarget=+15550300
