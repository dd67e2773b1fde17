story "a star of the callee ends nothing and is passed on"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial hangupOnStar='true'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers, talks 3s, presses *, talks 10s, hangs up

play
  alice calls +15550100
  alice hears key *

expect
  alice ends completed 200
  bob ends completed because hangup
