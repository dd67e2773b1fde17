story "Kate's server asks for credentials over TCP"
number +15550100 -> /sip-auth-tcp.xml
phone alice number +15550001
phone kate at sip:kate@phones.example over tcp demands kate "the secret" by 407: rings 1s, answers, talks 5s, hangs up

play
  alice calls +15550100
  kate is called with Proxy-Authorization~kate CSeq="2 INVITE"
  alice hears kate
  kate hears alice

expect
  kate gets INVITE, ACK, INVITE, ACK
  alice gets 180, 200, BYE
  kate ends completed 200
