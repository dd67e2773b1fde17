story "neither an empty Sms nor a mail that cannot be sent stalls a call"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Sms/><Email from='bot@example.com' to='nobody@example.invalid'>Hello</Email><Say>Goodbye</Say></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice hears "Goodbye" for 420ms within 5s
  alice gets BYE

expect
  notes 14103
