story "however often the connection of a trunk breaks, and however long the pauses grow, what it has granted is renewed in time"
config trunks.one.uri = "sip:one.example;transport=tcp"
config trunks.one.username = "x"
config trunks.one.password = "y"
config trunks.one.register = true
config trunks.one.register_expires = 100
config outbound.trunk = "one"
phone one number +15550001 over tcp

play
  one gets REGISTER
  after 10s
  one disconnects
  one gets REGISTER within 5s
  after 5s
  one disconnects
  one gets REGISTER within 60s
  after 5s
  one disconnects
  # By now the pause may be two minutes and more: four fifths of the hundred seconds come before.
  one gets REGISTER within 76s
  after 5s
  one disconnects
  one gets REGISTER within 76s
  after 5s
  one disconnects
  one gets REGISTER within 76s

expect
  notes trunk_connection_lost
