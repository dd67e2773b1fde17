story "a REGISTER that insists on a Path which is not believed is refused, and what is registered stays"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Client>kate</Client></Dial></Response>"
user kate "a good secret"
phone alice number +15550001
phone kate stranger login kate "a good secret": answers, talks 1s, hangs up
phone bob: answers

play
  kate registers
  kate gets 200
  kate registers with Require=path Path="<sip:bob.example;lr>"
  kate gets 420 with Unsupported=path
  alice calls +15550100
  alice hears kate

expect
  bob never gets INVITE
  notes path_not_believed
  kate ends completed 200
