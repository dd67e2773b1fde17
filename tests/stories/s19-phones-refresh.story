story "S19: both phones refresh their calls, and the engine waits for them"
number +15550100 -> /main.xml
config session_timer.expires = 600
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 timer 10m refresher self
phone bob timer 10m refresher self: answers, talks 2h, hangs up

play
  alice calls +15550100
  alice hears bob
  after 90m
  alice hears bob

expect
  alice gets 200, 200, 200, 200, 200, BYE
  alice never gets UPDATE
  bob never gets UPDATE
  alice ends completed
  bob ends completed 200 because hangup
