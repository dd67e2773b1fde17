story "what the trunk refuses is what the user is told"
proxy sip:proxy.example
user kate "a good secret"
config users.kate.outbound = true
phone kate stranger login kate "a good secret"
phone gateway at sip:gateway@proxy.example: rings 1s, refuses 486

play
  kate calls "+12125550100"
  kate gets 486

expect
  kate never gets 200
