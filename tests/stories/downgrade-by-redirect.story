story "a redirect from https to http is not followed"
number +15550100 -> https://sec.example/a
web https://sec.example/a: 302 header "Location: http://other.example/x"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 500

expect
  notes 11206
  asked http://other.example/x never
