story "a client hears the early media of the one it calls; of two telephones that make sound at once it hears that they ring"
user alice "one good secret"
user kate "a good secret"
user carol "another secret"
phone alice login alice "one good secret" over tcp
phone kate login kate "a good secret" over tcp: rings with sound 4s, refuses 480
phone desk login carol "another secret" number carol over tcp: rings with sound 3s, answers, talks 2s, hangs up
phone mobile login carol "another secret" number carol over tcp: rings 9s

play
  kate registers
  kate gets 200
  desk registers
  desk gets 200
  mobile registers
  mobile gets 200
  alice calls kate
  alice gets 183
  alice hears kate
  alice gets 480
  alice calls carol
  alice gets 180
  alice hears desk
  mobile gets CANCEL

expect
  alice gets 183, 480, 180, 200, BYE
