story "a client hears the X- headers of the refusal, and 180 only of whoever rang"
user alice "one good secret"
user kate "a good secret"
user carol "another secret"
phone alice login alice "one good secret"
phone kate login kate "a good secret": refuses 486 with X-Until=noon
phone carol login carol "another secret": rings 1s, refuses 603 with X-Why=asleep

play
  kate registers
  kate gets 200
  carol registers
  carol gets 200
  alice calls kate
  alice gets 486 with X-Until=noon X-RestComm-CallSid~CA
  alice has not got 180
  alice calls carol
  alice gets 603 with X-Why=asleep no X-Until

expect
  alice ends busy 486
  alice ends busy 603
