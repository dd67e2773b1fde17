story "a recogniser that never answers is waited for ten seconds"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='speech' speechTimeout='auto' action='/never.xml'/><Say>Goodbye</Say></Response>"
recogniser silent
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says "yes please"
  after 9s
  alice has not heard "Goodbye"
  alice hears "Goodbye" for 420ms within 4s
  alice gets BYE

expect
  asked /never.xml never
