story "an action that cannot be asked is a failed request, and the fallback stands in"
number +15550100 -> /main.xml fallback /fallback.xml
web /main.xml: 200 "<Response><Dial action='ftp://x/y'><Sip>sip:bob@bob.example</Sip></Dial><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /fallback.xml: 200 "<Response></Response>"
phone alice number +15550001
phone bob: answers, talks 1s, hangs up
phone carol: answers

play
  alice calls +15550100
  alice gets BYE

expect
  carol never gets INVITE
  notes 11100
  asked /fallback.xml with ErrorCode=11100 DialCallStatus=completed
