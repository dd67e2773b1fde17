story "an answer of a type that nobody knows ends the call, and is noted"
number +15550100 -> /main.xml
web /main.xml: 200 "{}" type "application/json"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 500

expect
  notes 12300
