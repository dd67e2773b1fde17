story "sendDigits with what is no key are not pressed: 13222, and the call goes on"
proxy sip:proxy.example
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Number sendDigits='1,2'>+15550200</Number></Dial></Response>"
phone alice number +15550001
phone gateway at sip:gateway@proxy.example: answers, talks 3s, hangs up

play
  alice calls +15550100
  alice hears gateway

expect
  notes 13222
  gateway ends completed 200
