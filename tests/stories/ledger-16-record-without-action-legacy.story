story "a Record without action goes on with the next verb where the switch says so"
number +15550100 -> /main.xml
config compat.record_no_action = "next"
web /main.xml: 200 "<Response><Record playBeep='false'/><Say>Goodbye</Say></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  alice says 3s
  after 500ms
  alice presses 5
  alice hears "Goodbye" for 420ms
  alice gets BYE

expect
  asked /main.xml 1 time
  recording of alice holds alice for 3s
  recording of alice is 3440ms long
  recording 2 of alice never
