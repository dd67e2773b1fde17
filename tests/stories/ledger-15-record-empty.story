story "a Record in which nobody spoke goes on with the next verb and leaves nothing"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Record action='/done.xml' timeout='2'/><Say>Goodbye</Say></Response>"
phone alice number +15550001 mute

play
  alice calls +15550100
  alice hears "Goodbye" for 420ms
  alice gets BYE

expect
  asked /done.xml never
  alice hears beep
  recording never
