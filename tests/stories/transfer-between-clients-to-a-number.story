story "a client with permission transfers the other one to a number: it goes by the trunk, as its own call would"
proxy sip:proxy.example
user alice "one good secret"
user bob "a good secret"
config users.bob.outbound = true
phone alice login alice "one good secret"
phone bob login bob "a good secret": answers
phone gateway at sip:gateway@proxy.example: rings 1s, answers

play
  bob registers
  bob gets 200
  alice calls bob
  alice hears bob
  bob transfers to +12125550100
  bob gets 202
  bob gets BYE
  gateway is called with To~+12125550100 Referred-By~bob
  alice hears gateway
  gateway hears alice
  gateway hangs up
  alice gets BYE

expect
  bob gets 202, NOTIFY, BYE, NOTIFY with Body="SIP/2.0 200 OK" Subscription-State~terminated
  bob ends completed 200 because transferred
  gateway ends completed 200
  alice ends completed
