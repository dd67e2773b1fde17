story "a document that leads to itself for ever is ended"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Redirect>/main.xml</Redirect></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 500

expect
  notes 12901
  alice ends failed 500 because document_loop
