story "a telephone that forwards by 302 is followed, and not called again"
config follow_redirects = true
config transfer.hosts = ["x.example"]
user alice "one good secret"
user kate "a good secret"
phone alice login alice "one good secret" over tcp
phone kate login kate "a good secret" over tcp: redirects to sip:x@x.example;transport=tcp
phone x over tcp: rings 1s, answers

play
  kate registers
  kate gets 200
  alice calls kate
  x is called within 1s
  alice gets 180
  alice hears x
  x hears alice
  x hangs up
  alice gets BYE

expect
  kate gets INVITE, ACK
