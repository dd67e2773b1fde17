story "a bare ampersand in a document is one"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial ><Sip>sip:bob@bob.example?x-a=1&x-b=2</Sip></Dial></Response>"
phone alice number +15550001
phone bob: refuses 486

play
  alice calls +15550100
  bob is called with X-a=1 X-b=2

expect
  notes no 12100
