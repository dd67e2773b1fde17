story "Replaces of a dialog that nobody knows, with somebody here whom nobody knows: 481 by NOTIFY, and the call stays"
user alice "one good secret"
user bob "a good secret"
phone alice login alice "one good secret"
phone bob login bob "a good secret": answers

play
  bob registers
  bob gets 200
  alice calls bob
  alice hears bob
  bob transfers to "sip:carol@198.51.100.1?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc"
  bob gets 202
  bob gets NOTIFY with Body~481
  alice hears bob
  bob hangs up
  alice gets BYE
