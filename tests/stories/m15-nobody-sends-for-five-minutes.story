story "a call in which neither side sends anything ends after five minutes, and says why"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice mute number +15550001
phone bob mute: answers

play
  alice calls +15550100
  bob gets ACK
  after 295s
  alice has not got BYE
  bob has not got BYE
  alice gets BYE within 10s
  bob gets BYE

expect
  notes 13291
  alice ends completed 200 because media_timeout
  bob ends completed 200
  asked /done.xml with DialCallStatus=completed DialBridged=true
