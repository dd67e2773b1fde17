story "3xx and a 487 that nobody asked for end a call"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/moved.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /moved.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: redirects to sip:x@y.example
phone carol: rings 1s, refuses 487

play
  alice calls +15550100
  carol is called within 5s
  alice gets BYE within 5s

expect
  asked /moved.xml with DialCallStatus=failed DialSipResponseCode=302
  asked /done.xml with DialCallStatus=canceled DialSipResponseCode=487
