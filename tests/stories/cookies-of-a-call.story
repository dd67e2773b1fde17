story "cookies come back in the requests of their call"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Redirect>/second.xml</Redirect></Response>" header "Set-Cookie: sid=7; Path=/"
web /second.xml: 200 "<Response/>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 603

expect
  asked /second.xml with Cookie~sid=7
