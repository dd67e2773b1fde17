story "a SIP address at a host that [transfer] names is reached by a transfer between clients"
config transfer.hosts = ["friends.example"]
user alice "one good secret"
user bob "a good secret"
phone alice login alice "one good secret"
phone bob login bob "a good secret": answers
phone dave at sip:dave@friends.example: answers

play
  bob registers
  bob gets 200
  alice calls bob
  alice hears bob
  alice transfers to sip:dave@friends.example
  alice gets BYE
  dave is called with To~dave
  bob hears dave
  dave hears bob
  bob hangs up
  dave gets BYE

expect
  alice gets 202, NOTIFY, BYE, NOTIFY with Body="SIP/2.0 200 OK"
