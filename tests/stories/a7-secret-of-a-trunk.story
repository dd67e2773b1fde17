story "the secret of a trunk is told to its realm alone, and to nobody who only lives at its host"
number +15550100 -> /number.xml
number +15550101 -> /sip.xml
proxy sip:proxy.example login us "trunk secret"
config trunks.proxy.realm = "carrier"
web /number.xml: 200 "<Response><Dial><Number>+15550200</Number></Dial></Response>"
web /sip.xml: 200 "<Response><Dial><Sip>bob@proxy.example</Sip></Dial></Response>"
phone alice number +15550001
phone harvester at sip:harvester@proxy.example demands us "trunk secret" by 407: answers

play
  alice calls +15550100
  harvester gets ACK
  alice gets BYE
  alice calls +15550101
  harvester gets ACK
  alice gets BYE

expect
  harvester ends failed 407
  harvester ends failed 407
