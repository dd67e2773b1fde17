story "a stolen login does not reach premium numbers, and the refusal is an alert"
proxy sip:proxy.example
config guard.barred_prefixes = ["1900"]
config guard.countries = ["1"]
user kate "a good secret"
config users.kate.outbound = true
phone kate stranger login kate "a good secret"
phone gateway at sip:gateway@proxy.example

play
  kate calls +19005550100
  kate gets 403
  kate calls 9005550100
  kate gets 403
  kate calls +882123456789
  kate gets 403
  after 5s

expect
  gateway never gets INVITE
  notes fraud_barred
