story "a call between clients ends after an hour"
user alice "one good secret"
user kate "a good secret"
phone alice login alice "one good secret"
phone kate login kate "a good secret": answers

play
  kate registers for 1h
  kate gets 200
  alice calls kate
  alice hears kate
  after 3590s
  alice hears kate
  alice gets BYE within 20s

expect
  kate gets BYE
  kate ends completed 200 because time_limit
