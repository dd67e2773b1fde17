story "a user with permission calls out through the trunk, and is not answered before the other end is"
proxy sip:proxy.example
user kate "a good secret"
config users.kate.outbound = true
phone kate stranger login kate "a good secret"
phone gateway at sip:gateway@proxy.example: rings 1s, answers, talks 3s, hangs up

play
  kate calls "+12125550100"
  gateway is called with To~+12125550100 From~kate
  kate has not got 200
  kate hears gateway

expect
  kate gets 407, 180, 200, BYE
  kate ends completed
