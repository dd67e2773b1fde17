story "a call with Replaces of a dialog that nobody knows is refused with 481"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers
phone dave number +15550004

play
  alice calls +15550100
  alice hears bob
  dave calls +15550199 with Replaces=a;to-tag=b;from-tag=c
  dave gets 481
  alice hears bob
  bob hangs up

expect
  notes replaces_refused
