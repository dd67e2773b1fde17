story "a telephone forwards to a colleague: all telephones of that one ring, the one that answers has the call"
config follow_redirects = true
user alice "one good secret"
user kate "a good secret"
user carol "another secret"
phone alice login alice "one good secret"
phone kate login kate "a good secret" over tcp: rings 2s, redirects to sip:carol@198.51.100.1
phone desk login carol "another secret" number carol over tcp: rings 9s, answers
phone mobile login carol "another secret" number carol over tcp: rings 1s, answers

play
  kate registers
  kate gets 200
  desk registers
  desk gets 200
  mobile registers
  mobile gets 200
  alice calls kate
  kate is called
  desk is called within 3s
  mobile is called within 3s
  desk gets CANCEL within 2s
  alice hears mobile
  mobile hears alice
  mobile transfers to kate unheard
  kate is called within 3s
  alice hangs up

expect
  kate gets INVITE, ACK, INVITE
