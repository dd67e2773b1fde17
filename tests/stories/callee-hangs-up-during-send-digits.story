story "a callee who hangs up while keys are pressed has not been bridged"
number +15550100 -> /main.xml
proxy sip:proxy.example
web /main.xml: 200 "<Response><Dial action='/done.xml'><Number sendDigits='wwwwwwwwwwww1'>+15550200</Number></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone gateway at sip:gateway@proxy.example: rings 1s, answers, talks 2s, hangs up

play
  alice calls +15550100

expect
  asked /done.xml with DialCallStatus=no-answer DialBridged=false DialCallDuration=0
