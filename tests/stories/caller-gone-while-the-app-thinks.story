story "a caller who gave up before the document came: nothing is dialled"
number +15550100 -> /main.xml
web /main.xml: after 5s 200 "<Response><Dial answerOnBridge='true'>sip:bob@bob.example</Dial></Response>"
phone alice number +15550001
phone bob: answers

play
  alice calls +15550100
  after 1s
  alice hangs up
  alice gets 487

expect
  bob never gets INVITE
  alice ends canceled 487
