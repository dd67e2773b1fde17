story "after a hold in which its NAT forgot it, a caller is found again by its SIP and by its sound"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done: 200 "<Response/>"
phone kate natted number +15550001
phone bob: rings 1s, answers

play
  kate calls +15550100
  bob is called
  kate hears bob
  bob hears kate
  kate holds by inactive
  bob hears silence
  kate moves
  after 2m
  kate resumes
  bob hears kate
  kate hears bob
  bob hangs up
  kate gets BYE

expect
  kate ends completed
