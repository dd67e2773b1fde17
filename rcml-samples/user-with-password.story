story "a user from anywhere calls with a password"
number +15550100 -> /plain-dial.xml
user alice "a good secret"
phone alice stranger login alice "a good secret"
phone bob at sip:bob@phones.example: rings 1s, answers, talks 2s, hangs up

play
  alice calls +15550100
  alice hears bob

expect
  alice gets 407, 180, 200, BYE
  asked /plain-dial.xml with From=alice
