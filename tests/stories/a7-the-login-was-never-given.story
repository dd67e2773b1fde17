story "where the challenge is of another realm the record says so, and not that we were not believed"
number +15550100 -> /main.xml
proxy sip:proxy.example login us "trunk secret"
config trunks.proxy.realm = "carrier"
web /main.xml: 200 "<Response><Dial><Number>+15550200</Number></Dial></Response>"
phone alice number +15550001
phone gateway at sip:gateway@proxy.example demands us "trunk secret" by 407: answers

play
  alice calls +15550100
  alice gets BYE

expect
  gateway gets INVITE, ACK
  gateway ends failed 407 because auth_realm
  notes auth_realm
