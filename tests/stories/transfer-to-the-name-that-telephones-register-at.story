story "telephones that know the server by a name that nobody has told it transfer by that name"
user alice "one good secret"
user bob "a good secret"
user carol "another secret"
phone alice login alice "one good secret"
phone bob login bob "a good secret": answers
phone carol login carol "another secret": answers

play
  bob registers as sip:bob@pbx.example
  bob gets 200
  carol registers as sip:carol@pbx.example
  carol gets 200
  # The one who was called names what it is registered at, and its caller what the call was sent to.
  alice calls bob
  alice hears bob
  bob transfers to sip:carol@PBX.example
  bob gets 202
  alice hears carol
  alice hangs up
  alice calls sip:bob@pbx.example
  alice hears bob
  alice transfers to sip:carol@pbx.example
  alice gets 202
  bob hears carol
  bob hangs up

expect
  notes no fraud_outside_dial_plan
