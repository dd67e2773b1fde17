story "clients who call each other are transferred to the client that the REFER names, without a document"
user alice "one good secret"
user bob "a good secret"
user carol "another secret"
phone alice login alice "one good secret"
phone bob over tcp login bob "a good secret": answers
phone carol login carol "another secret": answers

play
  bob registers
  bob gets 200
  carol registers
  carol gets 200
  alice calls bob
  alice hears bob
  bob transfers to carol
  bob gets 202
  bob gets BYE
  alice hears carol
  carol hears alice
  carol hangs up
  alice gets BYE

expect
  bob gets 202, NOTIFY, BYE
  bob ends completed 200 because transferred
  carol ends completed 200
  alice ends completed
