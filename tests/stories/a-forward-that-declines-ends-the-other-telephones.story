story "whoever a telephone of a client has sent the call on to declines for everybody: the client's other telephones ring no longer, other people do"
config follow_redirects = true
config transfer.hosts = ["x.example"]
user alice "one good secret"
user kate "a good secret"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Client>kate</Client><Sip>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice login alice "one good secret"
phone dave number +15550004
phone bob over tcp: rings 5s, answers
phone desk login kate "a good secret" number kate over tcp: redirects to sip:x@x.example;transport=tcp
phone soft login kate "a good secret" number kate over tcp: rings 20s, answers
phone x over tcp: rings 1s, refuses 600

play
  desk registers
  desk gets 200
  soft registers
  soft gets 200
  alice calls kate
  x is called
  soft gets CANCEL within 2s
  alice gets 600
  dave calls +15550100
  x is called
  soft gets CANCEL within 2s
  dave hears bob
  bob hangs up
  dave gets BYE

expect
  bob never gets CANCEL
  asked /done.xml with DialCallStatus=completed
