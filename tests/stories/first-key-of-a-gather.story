story "keys that may not be the first are passed over"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather startInputKey='9' numDigits='2' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice presses 1293
  alice gets BYE

expect
  asked /done.xml with Digits=93
