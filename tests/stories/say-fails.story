story "a text that nobody can speak is passed over"
speech fails
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Say>Hello</Say><Play digits='7'/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice hears key 7
  alice gets BYE

expect
  notes 13521
