story "a call that is sent on to somebody with two telephones is one call of its user, whichever of the two answers"
config follow_redirects = true
config users.kate.channels = 1
user alice "one good secret"
user bob "some good secret"
user kate "a good secret"
user carol "another secret"
phone alice login alice "one good secret" over tcp
phone bob login bob "some good secret" over tcp
phone kate login kate "a good secret" over tcp: redirects to sip:carol@198.51.100.1
phone desk login carol "another secret" number carol over tcp: rings 1s, answers
phone mobile login carol "another secret" number carol over tcp: rings 9s, answers

play
  kate registers
  kate gets 200
  mobile registers
  mobile gets 200
  desk registers
  desk gets 200
  alice calls kate
  alice hears desk
  bob calls kate
  bob gets 480
  alice hangs up
  after 1s
  bob calls kate
  bob hears desk
  bob hangs up
