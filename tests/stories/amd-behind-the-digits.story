story "digits are pressed first, and the document waits until it is known who has answered"
proxy sip:carrier.example
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Number sendDigits='1' url='/screen.xml' machineDetection='Enable' machineDetectionSilenceTimeout='2000'>+15557654321</Number></Dial></Response>"
web /screen.xml: 200 "<Response/>"
web /done.xml: 200 "<Response/>"
phone alice
phone carrier at sip:carrier@carrier.example: answers, stays silent for 4s, speaks, talks 2s, hangs up

play
  alice calls +15550100
  carrier hears key 1
  alice hears carrier within 10s

expect
  asked /screen.xml with AnsweredBy=unknown
  asked /done.xml with AnsweredBy=unknown DialBridged=true
