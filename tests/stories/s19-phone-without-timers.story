story "S19: phones that know no timers are refreshed all the same"
number +15550100 -> /main.xml
config session_timer.expires = 600
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone bob: answers, talks 1h, hangs up

play
  alice calls +15550100
  alice hears bob
  alice gets UPDATE within 6m
  after 30m
  alice hears bob

expect
  bob gets UPDATE, UPDATE
  bob ends completed 200 because hangup
