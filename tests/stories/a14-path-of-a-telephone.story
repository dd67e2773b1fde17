story "a telephone that writes a Path is called where it is all the same, and nobody else is"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Client>kate</Client></Dial></Response>"
user kate "a good secret"
phone alice number +15550001
phone kate stranger login kate "a good secret": answers, talks 1s, hangs up
phone bob: answers

play
  kate registers with Path="<sip:bob.example;lr>"
  kate gets 200
  alice calls +15550100
  alice hears kate

expect
  bob never gets INVITE
  bob never gets OPTIONS
  kate ends completed 200
