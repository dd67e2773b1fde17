story "with bargeIn off a key is collected and the prompt is heard to its end"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather numDigits='1' bargeIn='false' action='/done.xml'><Say>This text is heard to its end</Say></Gather></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  alice presses 7
  alice gets BYE

expect
  asked /done.xml with Digits=7
  alice hears "This text is heard to its end" for 1740ms
