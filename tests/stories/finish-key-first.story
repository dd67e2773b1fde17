story "the finish key as the first key is no input"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather action='/done.xml'/><Pause length='2'/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice presses "#"
  alice gets BYE within 6s

expect
  asked /done.xml never
