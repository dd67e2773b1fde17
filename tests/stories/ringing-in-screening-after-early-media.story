story "during screening the caller hears ringing again, even after early media"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip url='/screen.xml'>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
web /screen.xml: 200 "<Response><Pause length='8'/></Response>"
phone alice number +15550001
phone bob over tcp: rings with sound 3s, answers, talks 30s, hangs up

play
  alice calls +15550100
  alice hears bob
  bob gets ACK
  after 1s
  alice hears ringback
  alice hears bob
