story "the caller's CANCEL reaches the client"
user alice "one good secret"
user kate "a good secret"
phone alice login alice "one good secret"
phone kate login kate "a good secret": rings 30s

play
  kate registers
  kate gets 200
  alice calls kate
  kate is called
  after 1s
  alice hangs up
  kate gets CANCEL
  alice gets 487

expect
  alice ends canceled
  kate ends canceled
