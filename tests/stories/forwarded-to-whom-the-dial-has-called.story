story "a telephone sends a call on to somebody whom the same Dial calls: that one rings once"
config follow_redirects = true
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Client>kate</Client><Client>carol</Client></Dial></Response>"
user kate "a good secret"
user carol "another secret"
phone alice number +15550001 over tcp
phone kate login kate "a good secret" over tcp: redirects to sip:carol@198.51.100.1
phone carol login carol "another secret" over tcp: rings 3s, answers

play
  kate registers
  kate gets 200
  carol registers
  carol gets 200
  alice calls +15550100
  alice hears carol
  alice hangs up

expect
  carol gets INVITE, ACK, BYE
  carol never gets CANCEL
