story "a carrier that challenges without end is tried twice: without a proof and with one"
number +15550100 -> /main.xml
proxy sip:proxy.example login us "not its secret"
web /main.xml: 200 "<Response><Dial><Number>+15550200</Number></Dial></Response>"
phone alice number +15550001
phone gateway at sip:gateway@proxy.example demands us "its secret" by 407: answers

play
  alice calls +15550100
  alice gets BYE

expect
  gateway gets INVITE, ACK, INVITE, ACK
  gateway gets INVITE 2 times
  gateway ends failed 407 because auth_loop
