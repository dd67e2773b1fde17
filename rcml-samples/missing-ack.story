story "the caller's phone never acknowledges the answer"
number +15550100 -> /plain-dial.xml
phone alice number +15550001 careless
phone bob at sip:bob@phones.example: rings 1s, answers

play
  alice calls +15550100
  alice gets BYE within 40s
  bob gets BYE within 40s

expect
  alice ends failed because ack_timeout
