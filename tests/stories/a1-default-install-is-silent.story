story "nobody may register with an engine that has no users: it says nothing at all (A1)"
number +15550100 -> /main.xml
phone eve stranger login eve "secret"

play
  eve registers
  eve asks MESSAGE kate saying hello
  after 40s
  eve has not got 401
  eve has not got 403

expect
  notes unknown_source
