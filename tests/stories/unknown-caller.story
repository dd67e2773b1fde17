story "a caller who wants to be unknown is known to the carrier alone"
number +15550100 -> /main.xml
proxy sip:proxy.example
config trunks.proxy.identity = "p-asserted"
config trunks.proxy.from_domain = "us.example"
config trunks.town.trust_identity = true
web /main.xml: 200 "<Response><Dial><Number>+15550200</Number></Dial></Response>"
phone alice number anonymous
phone gateway at sip:gateway@proxy.example: answers, talks 1s, hangs up

play
  alice calls +15550100 with Privacy=id "P-Asserted-Identity=<sip:+15550001@us.example>"
  gateway is called with From~anonymous@anonymous.invalid Privacy=id P-Asserted-Identity~sip:+15550001@us.example

expect
  asked /main.xml with From=+15550001
