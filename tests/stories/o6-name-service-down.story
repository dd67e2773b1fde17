story "while the name service says nothing a known carrier is called as before, and a new name fails in two seconds"
number +15550100 -> /main.xml
number +15550101 -> /new.xml
proxy sip:carrier.example
dns _sip._udp.carrier.example SRV 1 0 5060 gateway.example
web /main.xml: 200 "<Response><Dial><Number>+15550200</Number></Dial></Response>"
web /new.xml: 200 "<Response><Dial action='/done.xml'><Sip>bob@new.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone gateway: answers, talks 2s, hangs up

play
  alice calls +15550100
  gateway is called
  alice gets BYE
  dns fails
  after 10m
  alice calls +15550100
  gateway is called within 3s
  alice gets BYE
  alice calls +15550101
  alice gets BYE within 3s

expect
  asked /done.xml with DialCallStatus=failed DialSipResponseCode=408
