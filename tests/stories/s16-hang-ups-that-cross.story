story "S16: BYE crosses a re-INVITE, then both hang up at once"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone bob: answers

play
  alice calls +15550100
  alice hears bob
  bob holds
  bob hangs up
  alice gets BYE
  after 5s
  alice calls +15550100
  bob is called
  bob is called
  alice hears bob
  bob hangs up
  alice hangs up

expect
  asked /done.xml 2 times
  alice ends completed
  alice ends completed
  bob ends completed
  bob ends completed
