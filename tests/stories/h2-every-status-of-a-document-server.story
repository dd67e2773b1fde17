story "what is no success leads to the fallback, with the code; 204 and an empty answer mean that there is nothing to do"
number +15550101 -> /s404 fallback /spare.xml
number +15550102 -> /s410 fallback /spare.xml
number +15550103 -> /s429 fallback /spare.xml
number +15550104 -> /s500 fallback /spare.xml
number +15550105 -> /s503 fallback /spare.xml
number +15550106 -> /s204 fallback /spare.xml
number +15550107 -> /s200 fallback /spare.xml
web /s404: 404
web /s410: 410
web /s429: 429 header "Retry-After: 5"
web /s500: 500
web /s503: 503
web /s204: 204
web /s200: 200 ""
web /spare.xml: 200 "<Response><Reject reason='busy'/></Response>"
phone alice number +15550001

play
  alice calls +15550101
  alice gets 486
  alice calls +15550102
  alice gets 486
  alice calls +15550103
  alice gets 486
  alice calls +15550104
  alice gets 486
  alice calls +15550105
  alice gets 486
  alice calls +15550106
  alice gets 603
  alice calls +15550107
  alice gets 603

expect
  asked /spare.xml with ErrorCode=21402 ErrorUrl~/s404
  asked /spare.xml with ErrorCode=11200 ErrorUrl~/s410
  asked /spare.xml with ErrorCode=11200 ErrorUrl~/s429
  asked /spare.xml with ErrorCode=11200 ErrorUrl~/s500
  asked /spare.xml with ErrorCode=11200 ErrorUrl~/s503
  asked /spare.xml 5 times
  asked /s404 1 time
  asked /s503 1 time
