story "of two accounts at one carrier each has its own settings, for the calls that come to its contact"
config trunks.one.uri = "sip:carrier.example"
config trunks.one.username = "acct1"
config trunks.one.password = "p1"
config trunks.one.register = true
config trunks.one.codecs = ["PCMA"]
config trunks.one.calls = 1
config trunks.two.uri = "sip:carrier.example"
config trunks.two.username = "acct2"
config trunks.two.password = "p2"
config trunks.two.register = true
config trunks.two.codecs = ["G722"]
config trunks.two.trust_identity = true
number acct1 -> /one.xml
number acct2 -> /two.xml
web /one.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /two.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone bob codecs PCMU,PCMA,G722: answers, talks 5s, hangs up
phone carrier stranger number +15550001 codecs PCMU,PCMA,G722

play
  carrier gets REGISTER
  carrier gets REGISTER
  after 1s
  carrier calls sip:acct2@198.51.100.1 with P-Asserted-Identity="<sip:+15559999@carrier.example>"
  carrier gets 200 with "Body~RTP/AVP 9"
  carrier gets BYE
  carrier calls sip:acct1@198.51.100.1 with P-Asserted-Identity="<sip:+15559999@carrier.example>"
  carrier gets 200 with "Body~RTP/AVP 8"
  # This account has one channel, and the other as many as it wants.
  carrier calls sip:acct1@198.51.100.1
  carrier gets 503
  carrier gets BYE

expect
  asked /two.xml with From~15559999
  asked /one.xml with From~15550001
  notes trunk_full
