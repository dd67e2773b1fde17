story "a login does not follow a redirect to another host"
number +15550100 -> http://u:p@app.example/a
web /a: 302 header "Location: http://other.example/x"
web http://other.example/x: 200 "<Response/>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 603

expect
  asked /a with Authorization~Basic
  asked http://other.example/x with no Authorization
