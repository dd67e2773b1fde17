story "the application does not know the document"
number +15550100 -> /nothing-here.xml
phone alice number +15550001

play
  alice calls +15550100
  alice gets 404

expect
  alice gets 180, 404
  alice ends failed 404
  notes 21402
