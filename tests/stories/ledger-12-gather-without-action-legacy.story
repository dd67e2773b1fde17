story "where the switch says so a Gather without action goes on with the next verb"
config compat.gather_no_action = "next"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather numDigits='2'/><Hangup/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice presses 42
  alice gets BYE

expect
  asked /main.xml 1 time
