story "Bob holds and comes back, the caller's phone notices nothing but silence"
number +15550100 -> /plain-dial.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  bob hears alice
  bob holds
  bob hears silence
  bob resumes
  bob hears alice
  alice hears bob
  bob holds by inactive
  alice hears silence
  bob resumes
  alice hears bob
  bob holds by address
  bob hears silence
  bob resumes
  bob hears alice
  alice hangs up
  bob gets BYE

expect
  alice never gets INVITE
  alice never gets BYE
  alice ends completed
  bob ends completed
