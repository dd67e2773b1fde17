story "the caller sends no offer, so the answer carries one"
number +15550100 -> /plain-dial.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 1s, answers

play
  alice calls +15550100 without offer
  alice hears bob
  bob hears alice
  alice hangs up
  bob gets BYE

expect
  alice ends completed
