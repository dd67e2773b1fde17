story "ten redirects are followed, not eleven"
number +15550100 -> /main
web /main: 302 header "Location: /main"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 500

expect
  asked /main 11 times
  notes 11206
