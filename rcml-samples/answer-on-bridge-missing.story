story "the caller gets the 404 of Bob's server"
number +15550100 -> /answer-on-bridge.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: refuses 404

play
  alice calls +15550100
  alice gets 404

expect
  alice never gets 200
  alice ends failed 404
  bob ends failed 404
