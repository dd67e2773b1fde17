story "a client that is busy says so itself; one that is away is 480, one that nobody knows 404"
user alice "one good secret"
user kate "a good secret"
user carol "another secret"
phone alice login alice "one good secret"
phone kate login kate "a good secret": refuses 486
phone carol login carol "another secret"

play
  kate registers
  kate gets 200
  alice calls kate
  alice gets 486
  alice calls carol
  alice gets 480
  alice calls nobody
  alice gets 404

expect
  alice ends busy 486
  notes no_application
