story "sendDigits are pressed and the star hangs up"
number +15550100 -> /main.xml
proxy sip:proxy.example
web /main.xml: 200 "<Response><Dial action='/done.xml' hangupOnStar='true'><Number sendDigits='w12'>+15550200</Number></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone gateway at sip:gateway@proxy.example: answers

play
  alice calls +15550100
  gateway hears key 1
  gateway hears key 2
  alice hears gateway
  alice presses *
  gateway gets BYE within 2s

expect
  asked /done.xml with DialCallStatus=completed
