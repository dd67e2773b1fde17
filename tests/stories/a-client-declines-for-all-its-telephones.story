story "603 of one telephone of a client ends the ringing of its others, and of nobody else"
user alice "one good secret"
user carol "another secret"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Client>carol</Client><Sip>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice login alice "one good secret"
phone dave number +15550004
phone bob over tcp: rings 5s, answers
phone desk login carol "another secret" number carol over tcp: rings 20s, answers
phone mobile login carol "another secret" number carol over tcp: rings 1s, refuses 603

play
  desk registers
  desk gets 200
  mobile registers
  mobile gets 200
  alice calls carol
  mobile is called
  desk gets CANCEL within 2s
  alice gets 603
  dave calls +15550100
  desk gets CANCEL within 2s
  dave hears bob
  bob hangs up
  dave gets BYE

expect
  asked /done.xml with DialCallStatus=completed
