story "an Sms without a to goes to the far party of its call: the caller, or whom the Dial has called"
number +15550100 -> /main.xml
proxy sip:proxy.example
web /main.xml: 200 "<Response><Sms>Hello caller</Sms><Dial><Number url='/screen.xml'>+15550200</Number></Dial></Response>"
web /screen.xml: 200 "<Response><Sms>Hello callee</Sms><Hangup/></Response>"
phone alice number +15550001
phone gateway at sip:gateway@proxy.example: answers

play
  alice calls +15550100
  gateway gets MESSAGE
  gateway gets MESSAGE
  alice gets BYE

expect
  gateway gets MESSAGE with To~+15550001 From~+15550100 Body="Hello caller"
  gateway gets MESSAGE with To~+15550200 Body="Hello callee"
  alice gets 200, BYE
