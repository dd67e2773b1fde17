story "a client connects the one it has called with another one that still rings, and hangs up at once: what that one plays before it answers goes on"
config transfer.bye = "after-notify"
user alice "one good secret"
user bob "a good secret"
user carol "another secret"
phone alice login alice "one good secret" over tcp
phone bob over tcp login bob "a good secret": answers
phone carol over tcp login carol "another secret" codecs PCMA: rings with sound 12s, answers

play
  bob registers
  bob gets 200
  carol registers
  carol gets 200
  alice calls bob
  alice hears bob
  alice calls carol
  alice hears carol
  alice joins its calls
  alice gets 202
  alice hangs up
  alice gets 487
  bob hears carol
  carol gets ACK
  after 2s
  bob hears carol
  carol hears bob
  carol hangs up
  bob gets BYE

expect
  alice gets NOTIFY with Body="SIP/2.0 180 Ringing"
  alice gets NOTIFY with Subscription-State=terminated;reason=noresource Body="SIP/2.0 200 OK"
  carol gets INVITE 1 time
  carol never gets CANCEL
  bob gets INVITE 1 time
  alice ends canceled 487 because transferred
  alice ends completed because hangup
  bob ends completed
