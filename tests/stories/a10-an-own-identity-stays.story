story "a telephone may call as any identity of its account"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
user kate "a good secret"
config users.kate.identities = ["+15550007", "+15550008"]
phone kate number +15550008 stranger login kate "a good secret"
phone bob: rings 1s, answers, talks 2s, hangs up

play
  kate calls +15550100 with Diversion="<sip:+15550007@kate.example>"
  bob is called with From~+15550008
  kate hears bob

expect
  asked /main.xml with From=+15550008 ForwardedFrom=+15550007
