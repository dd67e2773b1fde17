story "numDigits of a Gather is not that of the next one"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather numDigits='1' action='/second.xml'/></Response>"
web /second.xml: 200 "<Response><Gather action='/done.xml'/></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice presses 1
  after 2s
  alice presses "23#"
  alice gets BYE

expect
  asked /second.xml with Digits=1
  asked /done.xml with Digits=23
