story "The office is told of a call by mail"
number +15550100 -> /email.xml
config mail.server = "mail.example"
config mail.from = "Telephone <phone@example.com>"
phone alice number +15550001

play
  alice calls +15550100
  alice hears "We have told the office." for 1440ms
  alice gets BYE

expect
  mailed to office@example.com with Subject="Missed call" Body~"outside office hours" Cc~bob@example.com
  mailed to bob@example.com with Subject="Missed call"
