story "nothing is heard of Bob for half a minute, so the call ends"
config rtp_timeout = 30
number +15550100 -> /plain-dial.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 1s, answers, talks 10s, mutes

play
  alice calls +15550100
  alice hears bob
  bob hears alice
  alice gets BYE within 90s
  bob gets BYE

expect
  notes 13291
  alice ends completed
  bob ends completed
