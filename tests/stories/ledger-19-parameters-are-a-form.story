story "parameters are sent as a form"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Reject/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 603

expect
  asked /main.xml with Content-Type~application/x-www-form-urlencoded From=+15550001
