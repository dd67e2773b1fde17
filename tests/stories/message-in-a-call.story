story "words in a call reach the other party, whose answer goes back; without a bridge text is taken and the rest is not"
number +15550100 -> /main.xml
number +15550101 -> /alone.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /alone.xml: 200 "<Response><Dial><Sip>sip:dave@dave.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers
phone carol number +15550002
phone dave: rings 60s

play
  alice calls +15550100
  alice hears bob
  alice writes "good morning"
  bob gets MESSAGE
  alice gets 200
  bob writes "<b>hello</b>" as text/html
  alice gets MESSAGE
  bob gets 200
  bob hangs up
  alice gets BYE
  carol calls +15550101
  carol gets 200
  carol writes hello
  carol gets 200
  carol writes "<b>hello</b>" as text/html
  carol gets 415
  carol hangs up

expect
  carol gets 415 with Accept=text/plain
  bob gets MESSAGE with Body="good morning" Content-Type=text/plain
  alice gets MESSAGE with Body="<b>hello</b>" Content-Type=text/html
