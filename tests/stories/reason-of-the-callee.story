story "Q.850 of the callee's refusal and the Reason of its BYE reach the caller (RFC 3326, RFC 6432)"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial answerOnBridge='true'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
number +15550101 -> /late.xml
web /late.xml: 200 "<Response><Dial answerOnBridge='true'><Sip>sip:carol@carol.example</Sip><Sip>sip:dave@dave.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 1s, answers, talks 2s, hangs up because "Q.850;cause=16"
phone carol: rings 1s, refuses 486 with Reason="SIP;cause=480, Q.850;cause=17;text=\"User busy\""
phone dave: rings 2s, refuses 503 with Reason="Q.850;cause=34"

play
  alice calls +15550100
  alice gets BYE
  after 1s
  alice calls +15550101
  alice gets 486

expect
  alice gets BYE with Reason=Q.850;cause=16
  alice gets 486 with Reason="Q.850;cause=17;text=\"User busy\""
  alice gets 200, BYE, 486
