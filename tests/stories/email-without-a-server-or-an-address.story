story "a mail that cannot be sent at all goes on to the next verb with a warning"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Email from='bot@example.com' to='bob@example.com'>Hello</Email><Email from='bot@example.com'>To nobody</Email><Say>Goodbye</Say></Response>"
phone alice

play
  alice calls +15550100
  alice hears "Goodbye" for 420ms

expect
  notes mail_not_sent
  notes 12200
  alice ends completed
