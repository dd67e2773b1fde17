story "where nothing comes from the first contact of a 302 the next one is called when its time is over"
config follow_redirects = true
config transfer.hosts = ["*"]
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial timeout='10' action='/done.xml'><Client>kate</Client></Dial></Response>"
web /done.xml: 200 "<Response/>"
user kate "a good secret"
phone alice number +15550001
phone kate login kate "a good secret" over tcp: redirects to sip:x@192.0.2.77 or sip:bob@bob.example;transport=tcp
phone bob over tcp: rings 8s, answers

play
  kate registers
  kate gets 200
  alice calls +15550100
  bob is called within 11s
  alice hears bob within 10s
  alice hangs up

expect
  asked /done.xml with DialCallStatus=completed
