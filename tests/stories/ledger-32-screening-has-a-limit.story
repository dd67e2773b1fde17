story "a noun may say how long its screening lasts; a minute unless it does"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial ><Sip url='/screen.xml'>sip:bob@bob.example</Sip></Dial><Dial action='/done.xml'><Sip url='/screen.xml' timeout='5'>sip:carol@carol.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
web /screen.xml: 200 "<Response><Pause length='90'/></Response>"
phone alice number +15550001
phone bob: answers
phone carol: answers

play
  alice calls +15550100
  bob gets ACK
  after 59s
  bob has not got BYE
  bob gets BYE within 2s
  carol gets ACK
  after 4s
  carol has not got BYE
  carol gets BYE within 2s

expect
  asked /done.xml with DialCallStatus=no-answer
