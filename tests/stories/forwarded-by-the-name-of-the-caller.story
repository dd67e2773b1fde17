story "a telephone that forwards to the name by which its caller knows us means us, and the caller hears 181"
config follow_redirects = true
user alice "one good secret"
user kate "a good secret"
user carol "another secret"
phone alice login alice "one good secret" over tcp
phone kate login kate "a good secret" over tcp: redirects to sip:carol@pbx.example
phone carol login carol "another secret" over tcp: rings 1s, answers

play
  kate registers
  kate gets 200
  carol registers
  carol gets 200
  alice calls sip:kate@pbx.example
  alice gets 181
  carol is called within 1s
  alice gets 180
  alice hears carol
  carol hears alice
  carol hangs up
  alice gets BYE

expect
  kate gets INVITE, ACK
