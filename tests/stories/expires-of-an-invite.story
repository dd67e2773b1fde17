story "a caller whose INVITE says Expires gets 487 when nobody has answered by then"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial answerOnBridge='true' timeout='60'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 60s, answers

play
  alice calls +15550100 with Expires = 5
  alice gets 180
  bob gets CANCEL within 6s
  alice gets 487

expect
  alice ends canceled
  bob ends canceled
