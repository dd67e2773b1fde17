story "the TCP connections break in mid-call, the call goes on and ends as it should"
number +15550100 -> /sip-auth-tcp.xml
phone alice number +15550001 over tcp
phone kate at sip:kate@phones.example over tcp: rings 1s, answers

play
  alice calls +15550100
  alice hears kate
  kate disconnects
  alice disconnects
  after 5s
  alice hears kate
  alice hangs up
  kate gets BYE

expect
  alice ends completed
  kate ends completed
