story "clients call each other over TCP; the caller hangs up"
user alice "one good secret"
user kate "a good secret"
phone alice over tcp login alice "one good secret"
phone kate over tcp login kate "a good secret": rings 1s, answers

play
  kate registers
  kate gets 200
  alice calls kate
  alice hears kate
  alice hangs up
  kate gets BYE

expect
  alice ends completed
  kate ends completed
