story "Bob sees the number of the company"
number +15550100 -> /caller-id.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 1s, answers, talks 2s, hangs up

play
  alice calls +15550100
  bob is called with From~+15559999 Contact~+15559999

expect
  bob ends completed
