story "garbage on the wire disturbs nobody"
number +15550100 -> /plain-dial.xml
phone alice number +15550001
phone bob at sip:bob@phones.example stuttering: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  bob sends garbage
  alice sends garbage
  alice hears bob
  bob hears alice
  bob hangs up
  alice gets BYE

expect
  alice ends completed
  bob ends completed
