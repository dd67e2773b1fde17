story "a relative redirect counts from the URL that was asked, and what it leads to is the base of what follows"
number +15550100 -> /main.xml
web /main.xml: 302 header "Location: menus/first"
web /menus/first: 200 "<Response><Redirect>second</Redirect></Response>"
web /menus/second: 200 "<Response><Reject/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 603

expect
  asked /menus/first with CallStatus=ringing
  asked /menus/second with CallStatus=ringing
