story "sips: takes TLS, and a secure Contact comes with it"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sips:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001 over tls
phone bob over tls srtp offered: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  after 5s
  alice hangs up
  bob gets BYE

expect
  bob gets INVITE, BYE
  alice ends completed
  bob ends completed
