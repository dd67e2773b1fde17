story "keys as tones pressed during a Pause are forgotten by the Gather behind it, and harm no document without one"
number +15550100 -> /gather.xml
number +15550101 -> /plain.xml
web /gather.xml: 200 "<Response><Say>welcome to the bank</Say><Pause length='5'/><Gather numDigits='2' timeout='3' action='/done.xml'/></Response>"
web /plain.xml: 200 "<Response><Say>welcome to the shop</Say><Pause length='5'/><Say>the Pause has been heard</Say></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice mute number +15550001 without events

play
  alice calls +15550100
  alice hears "welcome to the bank" for 1140ms
  after 1s
  alice presses 42
  alice gets BYE
  alice calls +15550101
  alice hears "welcome to the shop" for 1140ms
  after 1s
  alice presses 7
  alice hears "the Pause has been heard" for 1440ms
  alice gets BYE

expect
  asked /done.xml never
