story "S19: too short an interval gets 422, both ways, and the call comes about"
number +15550100 -> /main.xml
config session_timer.min_se = 300
config session_timer.expires = 600
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 timer 2m
phone bob timer 1h least 30m: answers, talks 10s, hangs up

play
  alice calls +15550100
  alice gets 422
  alice hears bob

expect
  alice gets 422, 180, 200
  bob gets INVITE, INVITE
  bob ends completed 200
