story "Dials without a usable target, each asking the next, end as a loop"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/main.xml'><Sip>sip:bob@bob.example;transport=sctp</Sip></Dial></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE

expect
  notes 12901
