story "a trunk carries no more calls than were agreed on"
number +15550100 -> /main.xml
proxy sip:proxy.example
config trunks.proxy.calls = 1
web /main.xml: 200 "<Response><Dial action='/done.xml'><Number>+15550200</Number></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone carol number +15550002
phone gateway at sip:gateway@proxy.example: answers, talks 10s, hangs up

play
  alice calls +15550100
  gateway is called
  after 1s
  carol calls +15550100
  carol gets BYE within 2s

expect
  notes trunk_full
  asked /done.xml with DialCallStatus=failed DialSipResponseCode=503
