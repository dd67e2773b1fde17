story "S19: one phone refreshes, the other is refreshed, and the engine prefers its own way"
number +15550100 -> /main.xml
config session_timer.expires = 600
config session_timer.refresher = "peer"
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 timer 10m
phone bob timer 10m refresher other: answers, talks 1h, hangs up

play
  alice calls +15550100
  alice hears bob
  after 50m
  alice hears bob

expect
  alice never gets UPDATE
  bob never gets UPDATE
  bob ends completed 200 because hangup
