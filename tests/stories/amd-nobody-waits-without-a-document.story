story "without a document and without a callback the bridge does not wait, and the action hears who it was"
proxy sip:carrier.example
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Number machineDetection='DetectMessageEnd'>+15557654321</Number></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice
phone carrier at sip:carrier@carrier.example: answers like a machine "nobody is here to take your call, please try again some other day", stays silent for 6s, hangs up

play
  alice calls +15550100
  alice hears "nobody is here to take your call, please try again some other day" by carrier for 3900ms

expect
  asked /done.xml with AnsweredBy=machine_end_silence DialBridged=true
