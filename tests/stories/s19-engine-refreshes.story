story "S19: the phones leave it to the engine to refresh"
number +15550100 -> /main.xml
config session_timer.expires = 600
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 timer 10m refresher other
phone bob timer 10m refresher other: answers, talks 2h, hangs up

play
  alice calls +15550100
  alice hears bob
  alice gets UPDATE within 6m
  alice gets UPDATE within 6m
  after 1h
  alice hears bob

expect
  bob gets UPDATE, UPDATE, UPDATE
  bob ends completed 200 because hangup
