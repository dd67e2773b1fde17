story "two telephones of one user send a call on to the same colleague, whose telephone is called once"
config follow_redirects = true
user alice "one good secret"
user kate "a good secret"
user carol "another secret"
phone alice login alice "one good secret" over tcp
phone desk login kate "a good secret" number kate over tcp: redirects to sip:carol@198.51.100.1
phone mobile login kate "a good secret" number kate over tcp: rings 1s, redirects to sip:carol@198.51.100.1:5060
phone carol login carol "another secret" over tcp: rings 3s, answers

play
  desk registers
  desk gets 200
  mobile registers
  mobile gets 200
  carol registers
  carol gets 200
  alice calls kate
  alice hears carol
  alice hangs up

expect
  carol gets INVITE, ACK, BYE
  carol never gets CANCEL
