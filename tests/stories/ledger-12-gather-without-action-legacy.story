story "in the legacy profile a Gather without action goes on with the next verb"
config compat.profile = "restcomm-legacy"
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
