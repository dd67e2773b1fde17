story "a proxy behind the URI forks, and two phones answer there"
number +15550100 -> /plain-dial.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 1s, answers twice, talks 5s, hangs up

play
  alice calls +15550100
  alice hears bob

expect
  bob gets INVITE, ACK, ACK, BYE
  alice ends completed
  bob ends completed
