story "a redirect is asked as it was, but 303 by GET"
number +15550100 -> /main.xml
web /main.xml: 302 header "Location: /second"
web /second: 303 header "Location: /third"
web /third: 200 "<Response><Reject/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 603

expect
  asked /main.xml with Method=POST
  asked /second with Method=POST From=+15550001
  asked /third with Method=GET From=+15550001
