story "a client transferred to a client who is not there hears no more, and whoever asked is told"
user alice "one good secret"
user bob "a good secret"
phone alice login alice "one good secret"
phone bob login bob "a good secret": answers

play
  bob registers
  bob gets 200
  alice calls bob
  alice hears bob
  bob transfers to nobody
  bob gets BYE
  alice gets BYE

expect
  bob gets 202, NOTIFY, BYE
  alice ends completed
