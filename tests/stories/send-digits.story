story "sendDigits are pressed after the answer, before the screening and the bridge"
number +15550100 -> /main.xml
proxy sip:proxy.example
web /main.xml: 200 "<Response><Dial><Number sendDigits='w12W#' url='/screen.xml'>+15550200</Number></Dial></Response>"
web /screen.xml: 200 "<Response><Pause length='1'/></Response>"
phone alice number +15550001
phone gateway at sip:gateway@proxy.example: rings 1s, answers, talks 20s, hangs up

play
  alice calls +15550100
  alice hears ringback
  gateway hears key 1
  gateway hears key 2
  gateway hears key "#"
  alice hears gateway

expect
  asked /screen.xml with CallStatus=in-progress
  gateway ends completed 200
  alice ends completed 200
