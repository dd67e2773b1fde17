story "a telephone says something early and then sends the call on: the caller hears ringback until somebody answers"
config follow_redirects = true
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone bob over tcp: rings with sound 2s, redirects to sip:carol@carol.example;transport=tcp
phone carol over tcp: rings 8s, answers

play
  alice calls +15550100
  alice hears bob
  carol is called within 4s
  alice hears ringback within 4s
  alice hears carol
  alice hangs up
