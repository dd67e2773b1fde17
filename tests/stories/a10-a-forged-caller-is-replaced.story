story "a telephone cannot call as somebody else: its account's first identity stands in From"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
user kate "a good secret"
config users.kate.identities = ["+15550007", "+15550008"]
phone kate number +15559999 stranger login kate "a good secret"
phone bob: rings 1s, answers, talks 2s, hangs up

play
  kate calls +15550100 with P-Asserted-Identity="<sip:+15559999@kate.example>" Remote-Party-ID="<sip:+15559999@kate.example>" Diversion="<sip:+15559998@kate.example>"
  bob is called with From~+15550007 no P-Asserted-Identity no Remote-Party-ID no Diversion
  kate hears bob

expect
  asked /main.xml with From=+15550007 no ForwardedFrom
