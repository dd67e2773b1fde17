story "compat.type_ahead = keep: keys as tones during a Pause are input of the next Gather"
config compat.type_ahead = "keep"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Say>welcome to the bank</Say><Pause length='5'/><Gather numDigits='2' timeout='3' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice mute number +15550001 without events

play
  alice calls +15550100
  alice hears "welcome to the bank" for 1140ms
  after 1s
  alice presses 42
  alice gets BYE

expect
  asked /done.xml with Digits=42
