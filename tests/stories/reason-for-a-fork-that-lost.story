story "whoever rang beside the one that answered hears that the call was completed elsewhere (RFC 3326)"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 1s, answers, talks 2s, hangs up
phone carol: rings 30s

play
  alice calls +15550100
  carol gets CANCEL
  alice gets BYE

expect
  carol gets CANCEL with Reason~SIP;cause=200 Reason~elsewhere
  bob never gets CANCEL
