story "503 to OPTIONS removes a contact and ends its calls, 486 does not"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done'><Client>kate</Client></Dial></Response>"
user kate "a good secret"
phone alice number +15550001
phone desk options 503 login kate "a good secret": answers
phone pocket options 486 login kate "a good secret": rings 90s

play
  desk registers as kate
  desk gets 200
  pocket registers as kate
  pocket gets 200
  alice calls +15550100
  alice hears desk
  alice gets BYE within 65s
  alice calls +15550100
  pocket is called
  pocket is called
  alice hangs up

expect
  notes contact_lost
  desk ends completed 200 because phone_lost
