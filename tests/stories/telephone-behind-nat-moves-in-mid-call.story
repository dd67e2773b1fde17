story "whoever is behind a NAT that gives it other ports in mid-call is heard again when it says so, by re-INVITE or by UPDATE, and need not have held"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done'><Client>kate</Client></Dial></Response>"
web /done: 200 "<Response/>"
user kate "a good secret"
phone alice natted number +15550001 talkative
phone kate natted talkative login kate "a good secret": rings 1s, answers

play
  kate registers
  kate gets 200
  alice calls +15550100
  alice hears kate
  kate hears alice
  after 10s
  kate moves, switches to PCMU,PCMA
  kate gets 200
  alice hears kate
  kate hears alice
  after 10s
  alice moves, updates
  alice gets 200
  kate hears alice
  alice hears kate
  after 6m
  kate hears alice
  alice hangs up
  kate gets BYE

expect
  notes no 13291
