story "the Reason of the caller's CANCEL and BYE is told to the callee, without what is not for others (RFC 3326)"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
number +15550101 -> /late.xml
web /late.xml: 200 "<Response><Dial answerOnBridge='true'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 1s, answers, talks 30s
phone carol: rings 30s

play
  alice calls +15550100
  alice hears bob
  alice hangs up because "Q.850;cause=16;text=fine;x-private=1, X-Ours;cause=1"
  bob gets BYE
  after 1s
  alice calls +15550101
  carol is called
  after 1s
  alice hangs up because "SIP;cause=487, Q.850;cause=31"
  carol gets CANCEL
  after 1s
  alice calls +15550101
  carol is called
  after 1s
  alice hangs up
  carol gets CANCEL

expect
  bob gets BYE with Reason="Q.850;cause=16;text=\"fine\""
  carol gets CANCEL with Reason="SIP;cause=487, Q.850;cause=31"
  carol gets CANCEL with no Reason
  alice gets 487
