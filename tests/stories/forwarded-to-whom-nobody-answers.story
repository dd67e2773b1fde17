story "where the first contact of a 302 rings out the next one is called, and has the whole time to answer"
config follow_redirects = true
config transfer.hosts = ["*"]
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial timeout='10' action='/done.xml'><Client>kate</Client></Dial></Response>"
web /done.xml: 200 "<Response/>"
user kate "a good secret"
phone alice number +15550001
phone kate login kate "a good secret" over tcp: redirects to sip:x@x.example;transport=tcp or sip:bob@bob.example;transport=tcp
phone x over tcp: rings 60s
phone bob over tcp: rings 8s, answers

play
  kate registers
  kate gets 200
  alice calls +15550100
  x is called within 2s
  bob is called within 11s
  alice hears bob within 10s
  alice hangs up

expect
  x gets INVITE, CANCEL, ACK
  asked /done.xml with DialCallStatus=completed
