# The policy of a user goes before that of [media].
story "a user that needs no encryption is let in where all others need it"
config media.srtp = "required"
config users.alice.password = "secret"
config users.alice.srtp = "accepted"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Pause length='5'/></Response>"
phone alice over tcp number alice login alice secret
phone bob number +15550002

play
  alice calls +15550100
  alice gets 180
  alice gets 603
  bob calls +15550100
  bob gets 488

expect
  alice never gets 488
