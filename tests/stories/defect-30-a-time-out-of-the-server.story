story "a server that answers 408 is asked again where the URL says so, and its fallback is asked in any case"
number +15550100 -> "/main.xml#rc=1&rp=4xx" fallback /spare.xml
web /main.xml: 408
web /spare.xml: 200 "<Response><Reject reason='busy'/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 486

expect
  asked /main.xml 2 times
  asked /spare.xml with ErrorCode=11200
  alice never gets 500
