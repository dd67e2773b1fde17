story "no call lasts longer than four hours"
number +15550100 -> /plain-dial.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  bob gets BYE within 5h

expect
  alice ends completed
  bob ends completed
