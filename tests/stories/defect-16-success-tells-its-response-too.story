story "a Dial that succeeded tells the response and the Call-ID"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: answers with X-Desk=3, talks 2s, hangs up

play
  alice calls +15550100
  alice hears bob
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=completed DialSipResponseCode=200 DialSipHeader_X-Desk=3 DialSipCallId!=""
