story "Bob's cable is cut in mid-call"
config rtp_timeout = 30
number +15550100 -> /plain-dial.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 1s, answers, talks 10s, vanishes

play
  alice calls +15550100
  alice hears bob
  alice gets BYE within 90s

expect
  alice ends completed
  bob ends completed
