story "a client that cannot be transferred to where somebody wants it keeps its call, and whoever asked is told"
user alice "one good secret"
user bob "a good secret"
user carol "another secret"
phone alice login alice "one good secret"
phone bob login bob "a good secret": answers

play
  bob registers
  bob gets 200
  alice calls bob
  alice hears bob
  bob transfers to nobody
  bob gets NOTIFY
  bob gets NOTIFY
  bob transfers to carol
  bob gets NOTIFY
  bob gets NOTIFY
  after 5s
  alice hears bob
  bob hears alice
  bob hangs up
  alice gets BYE

expect
  bob gets 202, NOTIFY, NOTIFY, 202, NOTIFY, NOTIFY with Subscription-State~terminated
  bob never gets BYE
  notes not_registered
