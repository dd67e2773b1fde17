story "of two accounts at one carrier the one that must be encrypted is never spoken with in plain RTP, and a trunk that must prove itself does not make others of its network do so"
config trunks.one.uri = "sip:carrier.example"
config trunks.one.username = "acct1"
config trunks.one.password = "p1"
config trunks.one.register = true
config trunks.two.uri = "sip:carrier.example"
config trunks.two.username = "acct2"
config trunks.two.password = "p2"
config trunks.two.register = true
config trunks.two.srtp = "required"
config trunks.all.sources = ["203.0.113.0/24"]
config trunks.all.challenge = true
number acct1 -> /one.xml
number acct2 -> /two.xml
web /one.xml: 200 "<Response><Reject/></Response>"
phone carrier stranger number +15550001

play
  carrier gets REGISTER
  carrier gets REGISTER
  after 1s
  carrier calls sip:acct2@198.51.100.1
  carrier gets 488
  carrier calls sip:acct1@198.51.100.1
  carrier gets 603

expect
  asked /two.xml never
