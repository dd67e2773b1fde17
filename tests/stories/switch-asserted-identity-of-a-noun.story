story "asserted_identity lets a document say who calls"
number +15550100 -> /main.xml
config asserted_identity = true
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example?P-Asserted-Identity=%3Csip%3Akate%40pbx.example%3E&amp;X-A=1</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers, talks 1s, hangs up

play
  alice calls +15550100
  bob is called with P-Asserted-Identity=<sip:kate@pbx.example> X-A=1 no X-P-Asserted-Identity
