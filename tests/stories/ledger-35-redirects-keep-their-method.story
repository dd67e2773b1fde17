story "a redirect is asked as it was, but 303 by GET"
number +15550100 -> /main.xml
web /main.xml: 301 header "Location: /second"
web /second: 302 header "Location: /third"
web /third: 307 header "Location: /fourth"
web /fourth: 308 header "Location: /fifth"
web /fifth: 303 header "Location: /last"
web /last: 200 "<Response><Reject/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 603

expect
  asked /main.xml with Method=POST
  asked /second with Method=POST From=+15550001
  asked /third with Method=POST From=+15550001
  asked /fourth with Method=POST From=+15550001
  asked /fifth with Method=POST From=+15550001
  asked /last with Method=GET From=+15550001
