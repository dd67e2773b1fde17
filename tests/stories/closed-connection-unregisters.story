story "a connection that closes takes its contact with it"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done'><Client>kate</Client></Dial></Response>"
user kate "a good secret"
phone alice number +15550001
phone kate over tcp login kate "a good secret": answers, talks 1s, hangs up

play
  kate registers
  kate gets 200
  kate disconnects
  after 1s
  alice calls +15550100
  alice gets BYE
  kate registers
  kate gets 200
  alice calls +15550100
  kate is called

expect
  notes contact_lost
  asked /done with DialCallStatus=failed
  asked /done with DialCallStatus=completed
