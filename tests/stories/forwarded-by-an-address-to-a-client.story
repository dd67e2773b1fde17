story "whoever a document calls by address may send the call on to a client of ours"
config follow_redirects = true
number +15550100 -> /main.xml
user carol "another secret"
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone bob over tcp: redirects to sip:carol@198.51.100.1
phone carol login carol "another secret" over tcp: rings 1s, answers

play
  carol registers
  carol gets 200
  alice calls +15550100
  carol is called within 1s
  alice hears carol
  carol hangs up
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=completed
