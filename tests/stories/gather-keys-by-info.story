story "keys by INFO and by events count alike in a Gather"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather numDigits='2' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice presses 4 by info
  after 1s
  alice presses 2
  alice gets BYE

expect
  asked /done.xml with Digits=42
