story "a Redirect at the beginning is followed while the caller still rings"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Redirect>/second.xml</Redirect></Response>"
web /second.xml: 200 "<Response><Reject reason='busy'/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 486

expect
  asked /second.xml with CallStatus=ringing
  alice never gets 200
