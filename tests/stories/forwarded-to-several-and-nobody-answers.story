story "where every contact of a 302 rings out the Dial has had no answer"
config follow_redirects = true
config transfer.hosts = ["*"]
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial timeout='10' action='/done.xml'><Client>kate</Client></Dial></Response>"
web /done.xml: 200 "<Response/>"
user kate "a good secret"
phone alice number +15550001
phone kate login kate "a good secret" over tcp: redirects to sip:x@x.example;transport=tcp or sip:bob@bob.example;transport=tcp
phone x over tcp: rings 60s
phone bob over tcp: rings 60s

play
  kate registers
  kate gets 200
  alice calls +15550100
  x is called within 2s
  bob is called within 11s
  alice gets BYE within 12s

expect
  x gets CANCEL 1 time
  bob gets CANCEL 1 time
  asked /done.xml with DialCallStatus=no-answer
