story "a wrong password and an unknown user are told the same (A2)"
user kate "a good secret"
phone one stranger number kate login kate "wrong"
phone other stranger number nobody login nobody "wrong"

play
  one registers
  one gets 401
  one gets 403
  other registers
  other gets 401
  other gets 403
  one asks OPTIONS kate
  one gets 200
  other asks OPTIONS nobody
  other gets 200
  one calls kate
  one gets 407
  one gets 403
  other calls nobody
  other gets 407
  other gets 403

expect
  notes wrong_login
