story "a telephone that does not answer OPTIONS is forgotten, and its call ends"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done'><Client>kate</Client></Dial></Response>"
user kate "a good secret"
phone alice number +15550001 talkative
phone kate login kate "a good secret": answers

play
  kate registers
  kate gets 200
  alice calls +15550100
  alice hears kate
  kate gets OPTIONS within 61s
  after 5s
  kate vanishes
  alice gets BYE within 95s

expect
  notes contact_lost
  asked /done with DialCallStatus=completed
  kate ends completed 200 because phone_lost
