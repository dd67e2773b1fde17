story "the application never answers"
number +15550100 -> /main.xml
web /main.xml: silent
phone alice number +15550001

play
  alice calls +15550100
  alice gets 500 within 20s

expect
  alice never gets 200
  alice ends failed 500
  notes 11205
