story "a fragment may say when a request is repeated; it is never sent"
number +15550100 -> "/main#rc=2&rp=5xx"
web /main: 503
phone alice number +15550001

play
  alice calls +15550100
  alice gets 500

expect
  asked /main 3 times
  notes 11200
