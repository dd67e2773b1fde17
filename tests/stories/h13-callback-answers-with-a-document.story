story "what a status callback answers is ignored"
number +15550100 -> /main.xml status /status
web /status: 200 "<Response><Hangup/></Response>"
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers, talks 5s, hangs up

play
  alice calls +15550100
  alice hears bob

expect
  told /status 3 times
  alice ends completed because document
  bob ends completed because hangup
