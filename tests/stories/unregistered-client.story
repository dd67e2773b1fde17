story "Expires: 0 removes a contact, and so does the star"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done'><Client>kate</Client></Dial></Response>"
user kate "a good secret"
phone alice number +15550001
phone kate login kate "a good secret"

play
  kate registers
  kate gets 200
  kate unregisters
  kate gets 200
  alice calls +15550100
  alice gets BYE
  kate registers
  kate gets 200
  kate unregisters with Contact=*
  kate gets 200
  alice calls +15550100
  alice gets BYE

expect
  kate never gets INVITE
  asked /done with DialCallStatus=failed
  asked /done with DialCallStatus=failed
