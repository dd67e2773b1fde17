story "early media passes by reliable responses on both sides, acknowledged by PRACK"
number +15550100 -> /main.xml
config reliable_provisional = "supported"
web /main.xml: 200 "<Response><Dial answerOnBridge='true'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001 reliable
phone bob reliable: rings with sound 5s, answers, talks 5s, hangs up

play
  alice calls +15550100
  alice hears bob
  bob gets PRACK
  bob gets ACK
  bob hears alice

expect
  alice gets 183 with Require=100rel
  alice gets 200
  bob ends completed 200
