story "a user who calls out, by itself, with an application of its own or with that of all other numbers, is diverted by nobody; the same application speaks for what somebody from outside has called"
config trunks.one.uri = "sip:one.example"
config trunks.one.diversion = true
config outbound.trunk = "one"
number * -> /others.xml
web /own.xml: 200 "<Response><Dial><Number>+12125550112</Number></Dial></Response>"
web /others.xml: 200 "<Response><Dial><Number>+12125550113</Number></Dial></Response>"
user alice "one good secret"
user kate "a good secret" -> /own.xml
user carol "another secret"
phone alice login alice "one good secret" number alice
phone kate login kate "a good secret" number kate
phone carol login carol "another secret" number carol
phone dora number +15550077
phone one: answers, talks 1s, hangs up

play
  kate calls +12125550112
  kate hears one
  kate gets BYE
  carol calls +12125550113
  carol hears one
  carol gets BYE
  dora calls +15550199
  dora hears one
  dora gets BYE

expect
  one gets INVITE with To~12125550112 From~kate no Diversion
  one gets INVITE with To~12125550113 From~carol no Diversion
  one gets INVITE with To~12125550113 From~+15550077 Diversion="<sip:+15550199@one.example>;reason=unconditional;counter=1"
