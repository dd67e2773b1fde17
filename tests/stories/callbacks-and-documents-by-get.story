story "documents and callbacks of the nouns of a Dial are asked and told by GET where they say so"
number +15550100 -> /main.xml
proxy sip:proxy.example
user kate "a good secret"
web /main.xml: 200 "<Response><Dial><Number url='/accept' method='GET' timeout='20' statusCallback='/number' statusCallbackMethod='GET'>+15557654321</Number></Dial><Dial action='/next' method='GET'><Client url='/accept' method='GET' timeout='20' name='kate' statusCallback='/client' statusCallbackMethod='GET' statusCallbackEvent='answered'><Video enable='true'/></Client></Dial></Response>"
web /accept: 200 "<Response/>"
web /next: 200 "<Response><Dial><Sip url='/accept' method='GET' name='sip:bob@bob.example' statusCallback='/sip' statusCallbackMethod='GET'><Video mode='sfu'/></Sip></Dial></Response>"
phone alice number +15550001
phone gateway at sip:gateway@proxy.example: answers, talks 2s, hangs up
phone kate login kate "a good secret": answers, talks 2s, hangs up
phone bob: answers, talks 2s, hangs up

play
  kate registers
  alice calls +15550100
  alice hears gateway
  kate is called
  alice hears kate
  bob is called
  alice hears bob
  alice gets BYE

expect
  asked /accept with Method=GET
  asked /accept with Method=GET
  asked /accept with Method=GET
  told /number with Method=GET CallStatus=completed
  told /client with Method=GET StatusCallbackEvent=answered
  told /sip with Method=GET CallStatus=completed
  asked /next with Method=GET DialCallStatus=completed
  notes 15000
