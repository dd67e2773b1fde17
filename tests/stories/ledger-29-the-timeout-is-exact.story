story "nothing is added to the timeout of a Dial"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial timeout='7'><Sip>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
phone alice number +15550001
# Over TCP: what is repeated would be late.
phone bob over tcp: rings 60s

play
  alice calls +15550100
  bob is called
  after 6900ms
  bob has not got CANCEL
  bob gets CANCEL within 200ms
