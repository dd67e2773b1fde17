story "early_media = false lets the caller hear our ringing and nothing of the callee before it answers"
number +15550100 -> /main.xml
config early_media = false
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
phone alice number +15550001 over tcp
phone bob over tcp: rings with sound 5s, answers, talks 2s, hangs up

play
  alice calls +15550100
  alice hears ringback
  after 2s
  alice has not heard bob
  alice hears bob

expect
  alice never gets 183
