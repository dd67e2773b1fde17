story "the same login in two organisations is two telephones, and nobody reaches across"
config organizations.acme.domains = ["acme.example"]
config organizations.acme.users.kate.password = "acme secret"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Client>kate</Client></Dial></Response>"
user kate "a good secret"
user alice "one good secret"
phone alice login alice "one good secret"
phone bob number +15550001
phone kate login kate "a good secret": answers, talks 2s, hangs up
phone other login kate "acme secret": answers, talks 2s, hangs up

play
  other registers as sip:kate@acme.example
  other gets 200
  bob calls +15550100
  bob gets BYE
  other has not got INVITE
  kate registers
  kate gets 200
  bob calls +15550100
  kate is called
  bob gets BYE
  bob calls sip:kate@acme.example
  other is called
  bob gets BYE
  alice calls sip:kate@acme.example
  alice gets 404
