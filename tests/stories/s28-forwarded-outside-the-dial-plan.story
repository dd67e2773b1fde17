story "a telephone sends calls on to no host that neither a call nor a transfer of its user may reach, and somebody is warned"
config follow_redirects = true
config own_domains = ["pbx.example"]
config transfer.hosts = ["friends.example"]
user alice "one good secret"
user kate "a good secret"
user dave "some good secret"
phone alice stranger login alice "one good secret" over tcp
phone kate stranger login kate "a good secret" over tcp: redirects to sip:x@x.example;transport=tcp or sip:x@192.168.0.7:9000
phone dave login dave "some good secret" over tcp: redirects to sip:x@x.example;transport=tcp or sip:y@friends.example;transport=tcp
phone x over tcp: rings 1s, answers
phone y at sip:y@friends.example over tcp: rings 1s, answers

play
  kate registers as sip:kate@pbx.example
  kate gets 200
  dave registers as sip:dave@pbx.example
  dave gets 200
  alice calls sip:kate@pbx.example
  alice gets 480
  alice calls sip:dave@pbx.example
  alice hears y
  alice hangs up

expect
  x never gets INVITE
  notes fraud_outside_dial_plan
