story "the cookies of a call are not those of the next one"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Redirect>/second.xml</Redirect></Response>" header "Set-Cookie: sid=7; Path=/", 200 "<Response><Reject/></Response>"
web /second.xml: 200 "<Response><Reject/></Response>"
phone alice number +15550001
phone carol number +15550002

play
  alice calls +15550100
  alice gets 603
  carol calls +15550100
  carol gets 603

expect
  asked /main.xml with From=+15550001 no Cookie
  asked /second.xml with Cookie~sid=7
  asked /main.xml with From=+15550002 no Cookie
