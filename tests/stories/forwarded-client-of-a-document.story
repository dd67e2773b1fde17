story "a client of a document forwards: to a colleague at our address, and to a number that asks for a document"
config follow_redirects = true
number +15550100 -> /main.xml
number +15550199 -> /box.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Client>kate</Client></Dial></Response>"
web /box.xml: 200 "<Response><Say>Please leave a message</Say></Response>"
web /done.xml: 200 "<Response/>"
user kate "a good secret"
user carol "another secret"
phone alice number +15550001
phone kate login kate "a good secret" over tcp: redirects to sip:carol@198.51.100.1
phone carol login carol "another secret" over tcp: redirects to sip:+15550199@198.51.100.1

play
  kate registers
  kate gets 200
  carol registers
  carol gets 200
  alice calls +15550100
  carol is called within 1s
  alice hears "Please leave a message" for 1320ms
  alice gets BYE

expect
  asked /box.xml 1 time
  asked /done.xml with DialCallStatus=completed
  kate gets INVITE, ACK
  carol gets INVITE, ACK
