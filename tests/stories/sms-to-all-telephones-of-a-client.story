story "a message for a client reaches all its telephones"
number +15550100 -> /main.xml
user kate "a good secret"
web /main.xml: 200 "<Response><Message to='client:kate' action='/done.xml'>Hello</Message></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone kate login kate "a good secret"
phone desk over tcp login kate "a good secret"

play
  kate registers
  kate gets 200
  desk registers as kate
  desk gets 200
  alice calls +15550100
  kate gets MESSAGE
  desk gets MESSAGE
  alice gets BYE

expect
  kate gets MESSAGE with Body=Hello Content-Type~text/plain
  desk gets MESSAGE with Body=Hello
  asked /done.xml with SmsStatus=sent
