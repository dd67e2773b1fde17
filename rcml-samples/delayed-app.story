story "the application thinks for four seconds, the caller hears ringing"
number +15550100 -> /plain-dial.xml
web /plain-dial.xml: after 4s 200 plain-dial.xml
phone alice number +15550001 over tcp
phone bob at sip:bob@phones.example: rings 1s, answers, talks 3s, hangs up

play
  alice calls +15550100
  alice gets 180 within 1s
  bob is called within 5s
  alice hears bob

expect
  alice gets 180, 200, BYE
