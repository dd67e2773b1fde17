story "a bare ampersand between headers is understood"
number +15550100 -> /raw-ampersand.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: answers, talks 2s, hangs up

play
  alice calls +15550100
  alice hears bob

expect
  bob gets INVITE with x-a=1 x-b=2
