story "two phones answer in the same instant, the first keeps the call"
number +15550100 -> /two-answers.xml
phone alice number +15550001
phone bob over tcp: rings 2s, answers, talks 5s, hangs up
phone carol over tcp: rings 2s, answers
phone dave over tcp: rings

play
  alice calls +15550100
  alice hears bob
  bob hears alice

expect
  carol gets INVITE, ACK, BYE
  dave gets INVITE, CANCEL
  carol ends canceled
  bob ends completed
