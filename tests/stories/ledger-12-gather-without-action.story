story "a Gather without action asks its own document again"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather numDigits='2'/></Response>", 200 "<Response><Hangup/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice presses 42
  alice gets BYE

expect
  asked /main.xml with no Digits CallStatus=ringing
  asked /main.xml with Digits=42 CallStatus=in-progress
