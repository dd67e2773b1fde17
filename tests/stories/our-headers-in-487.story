story "180, refusals and the 487 to a CANCEL name the call"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Pause length='9'/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  after 1s
  alice hangs up
  alice gets 487

expect
  alice gets 487 with X-RestComm-CallSid~CA X-RestComm-AccountSid~AC X-RestComm-ApiVersion=2012-04-24
