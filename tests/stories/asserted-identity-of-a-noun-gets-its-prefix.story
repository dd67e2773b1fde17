story "without the option a document cannot assert an identity"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example?P-Asserted-Identity=%3Csip%3Akate%40pbx.example%3E</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers, talks 1s, hangs up

play
  alice calls +15550100
  bob is called with no P-Asserted-Identity X-P-Asserted-Identity=<sip:kate@pbx.example>
