story "an empty finishOnKey means that no key ends the input"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather finishOnKey='' timeout='3' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice presses "1#"
  alice gets BYE

expect
  asked /done.xml with Digits=1#
