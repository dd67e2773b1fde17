story "a user without permission does not call out"
proxy sip:proxy.example
user kate "a good secret"
phone kate stranger login kate "a good secret"
phone gateway at sip:gateway@proxy.example

play
  kate calls "+12125550100"
  kate gets 403

expect
  gateway never gets INVITE
  notes not_permitted
