story "a refused connection is tried once more"
number +15550100 -> /plain-dial.xml
web /plain-dial.xml: refused, 200 plain-dial.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: answers, talks 2s, hangs up

play
  alice calls +15550100
  alice hears bob

expect
  alice ends completed
