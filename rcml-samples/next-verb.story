story "nobody answers within five seconds, the document goes on"
number +15550100 -> /next-verb.xml
phone alice number +15550001
phone bob: rings
phone carol: rings 1s, answers, talks 5s, hangs up

play
  alice calls +15550100
  bob is called
  bob gets CANCEL within 6s
  carol is called within 4s
  alice hears carol

expect
  bob ends no-answer
  carol ends completed
  asked /next-verb.xml 1 time
