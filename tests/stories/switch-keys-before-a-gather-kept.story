story "keys pressed before a Gather are its keys where the switch says so"
number +15550100 -> /main.xml
config compat.type_ahead = "keep"
web /main.xml: 200 "<Response><Pause length='1'/><Say>Welcome to the menu</Say><Gather numDigits='2' timeout='3' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  alice presses 42
  alice gets BYE

expect
  asked /done.xml with Digits=42
  alice hears "Welcome to the menu" for 1140ms
