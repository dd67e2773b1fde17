story "a caller that hangs up during a Gather has pressed nothing"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather action='/done.xml' actionOnEmptyResult='true'/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice presses 1
  after 1s
  alice hangs up

expect
  asked /done.xml never
  alice ends completed 200 because hangup
