story "a telephone that forwards where nobody follows is somewhere else: the caller hears 480 and no contact"
user alice "one good secret"
user kate "a good secret"
phone alice login alice "one good secret"
phone kate login kate "a good secret": redirects to sip:x@x.example
phone x: answers

play
  kate registers
  kate gets 200
  alice calls kate
  alice gets 480 with no Contact

expect
  x never gets INVITE
