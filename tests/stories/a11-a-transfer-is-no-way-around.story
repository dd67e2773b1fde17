story "a transfer reaches no number that a call of whoever asks for it would not reach, and the call stays"
proxy sip:proxy.example
config guard.barred_prefixes = ["1900"]
config guard.countries = ["1"]
user alice "one good secret"
user bob "a good secret"
config users.bob.outbound = true
phone alice login alice "one good secret"
phone bob login bob "a good secret": answers
phone gateway at sip:gateway@proxy.example

play
  bob registers
  bob gets 200
  alice calls bob
  alice hears bob
  bob transfers to +19005550100
  bob gets NOTIFY
  bob gets NOTIFY
  alice transfers to +12125550100
  alice gets NOTIFY
  alice gets NOTIFY
  bob transfers to sip:thief@evil.example
  bob gets 403
  after 2s
  alice hears bob
  bob hears alice
  bob hangs up
  alice gets BYE

expect
  gateway never gets INVITE
  notes fraud_barred
  notes not_permitted
  notes fraud_outside_dial_plan
