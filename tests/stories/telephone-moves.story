story "a telephone on UDP that moves in mid-call takes its call with it: it is refreshed, and hears our BYE, where it is then"
config session_timer.expires = 120
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done'><Client>kate</Client></Dial></Response>"
web /done: 200 "<Response/>"
user kate "a good secret"
phone alice number +15550001
phone kate login kate "a good secret": rings 1s, answers

play
  kate registers
  kate gets 200
  alice calls +15550100
  kate is called
  alice hears kate
  after 40s
  kate moves, updates
  kate gets 200
  after 200s
  alice hears kate
  kate moves, registers
  kate gets 200
  kate holds by inactive, resumes
  after 5m
  kate hears alice
  alice hangs up
  kate gets BYE

expect
  notes contact_lost
  asked /done with DialCallStatus=completed DialBridged=true
  kate ends completed
