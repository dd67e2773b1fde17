story "Hangup after a Dial that nobody answered tells the caller 408"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial answerOnBridge='true' timeout='2'><Sip>sip:bob@bob.example</Sip></Dial><Pause/><Hangup/></Response>"
phone alice number +15550001
phone bob: rings 60s

play
  alice calls +15550100
  alice gets 408

expect
  alice ends no-answer 408
