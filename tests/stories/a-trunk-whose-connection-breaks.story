story "a trunk that knows us by a connection is told of a new one when that is gone"
config trunks.one.uri = "sip:one.example;transport=tcp"
config trunks.one.username = "x"
config trunks.one.password = "y"
config trunks.one.register = true
config outbound.trunk = "one"
phone one number +15550001 over tcp

play
  one gets REGISTER
  after 10s
  one disconnects
  one gets REGISTER within 5s
  after 10s
  one disconnects
  one gets REGISTER within 60s

expect
  one gets REGISTER 3 times
