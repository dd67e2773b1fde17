story "a login may contain an @, percent-encoded in addresses"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done'><Client>kate%40home</Client></Dial></Response>"
user "kate@home" "a good secret"
phone alice number +15550001
phone kate login "kate@home" "a good secret": answers, talks 1s, hangs up

play
  kate registers as kate@home
  kate gets 200
  alice calls +15550100
  kate is called

expect
  asked /done with DialCallStatus=completed
