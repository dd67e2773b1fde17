story "without a recogniser speech is silence"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='speech' timeout='2' action='/done.xml'/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE

expect
  asked /done.xml never
  notes 13316
