story "the fallback stands in for an action that fails"
number +15550100 -> /main.xml fallback /fallback.xml
web /done: 500
web /main.xml: 200 "<Response><Dial action='/done'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /fallback.xml: 200 "<Response></Response>"
phone alice number +15550001
phone bob: answers, talks 1s, hangs up

play
  alice calls +15550100
  alice gets BYE

expect
  asked /fallback.xml with ErrorCode=11200 ErrorUrl~/done DialCallStatus=completed
