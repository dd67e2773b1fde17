story "a call straight from client to client leaves one record where the switch says so"
config compat.direct_record = "caller"
user alice "one good secret"
user kate "a good secret"
phone alice login alice "one good secret"
phone kate login kate "a good secret": answers, talks 3s, hangs up

play
  kate registers
  kate gets 200
  alice calls kate
  alice hears kate

expect
  alice ends completed 200
  alice gets BYE
  kate ends never
