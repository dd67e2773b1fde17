story "a blank inside a URL is encoded, a bare ampersand stays"
number +15550100 -> /main.xml
web "/a%20b.xml": 200 "<Response><Redirect>/c?x=1&y=2</Redirect></Response>"
web /c: 200 "<Response/>"
web /main.xml: 200 "<Response><Redirect>/a b.xml</Redirect></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 603

expect
  asked /a%20b.xml with CallStatus=ringing
  asked /c with x=1 y=2 CallStatus=ringing
