story "the record of a caller that was refused says completed where the switch says so"
number +15550100 -> /main.xml
config compat.cdr_unanswered = "completed"
web /main.xml: 200 "<Response><Dial answerOnBridge='true'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 1s, refuses 486

play
  alice calls +15550100
  alice gets 486

expect
  alice ends completed 486
