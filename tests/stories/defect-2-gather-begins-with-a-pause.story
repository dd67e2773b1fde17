story "a Gather may begin with a Pause, which a key ends"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather numDigits='1' action='/done.xml'><Pause length='30'/><Pause/></Gather></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  after 2s
  alice presses 7
  alice gets BYE within 10s

expect
  asked /done.xml with Digits=7
