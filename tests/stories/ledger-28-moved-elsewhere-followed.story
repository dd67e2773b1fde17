story "a callee that has moved is followed where the setting says so"
number +15550100 -> /main.xml
config follow_redirects = true
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: redirects to sip:carol@carol.example
phone carol: answers, talks 3s, hangs up

play
  alice calls +15550100
  alice hears carol
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=completed
