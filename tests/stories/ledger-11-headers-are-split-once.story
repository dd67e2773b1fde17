story "name and value stand apart at the first equals sign"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial ><Sip>sip:bob@bob.example?X-Token=a=b=</Sip></Dial></Response>"
phone alice number +15550001
phone bob: refuses 486

play
  alice calls +15550100
  bob is called with X-Token="a=b="
