story "a mail that the server refuses stalls nothing: it is a warning in the log"
config mail.server = "mail.example"
mail fails
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Email from='bot@example.com' to='bob@example.com'>Hello</Email><Say>Goodbye</Say></Response>"
phone alice

play
  alice calls +15550100
  alice hears "Goodbye" for 420ms

expect
  mailed to bob@example.com never
  notes mail_failed
  alice ends completed
