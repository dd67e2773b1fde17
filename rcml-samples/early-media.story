story "the caller hears Bob's announcement before he answers"
number +15550100 -> /early-media.xml
# over TCP: nothing repeats a lost 183, and without it nobody hears the announcement
phone alice number +15550001 over tcp
phone bob at sip:bob@phones.example over tcp

play
  alice calls +15550100
  bob is called
  bob rings with sound
  alice hears bob
  alice has not got 200
  bob answers
  bob hears alice
  after 4s
  bob hangs up

expect
  alice gets 183, 200, BYE
  bob ends completed
