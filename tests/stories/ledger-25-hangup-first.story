story "a document that begins with Hangup refuses the call"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 603

expect
  alice never gets 200
