story "a caller that connects the party it called with one that called it: its document goes on for the newcomer"
number +15550100 -> /main.xml
number +15550101 -> /back.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /back.xml: 200 "<Response><Dial><Sip>sip:alice@alice.example</Sip></Dial></Response>"
phone alice number +15550001: answers
phone bob: answers
phone carol number +15550003

play
  alice calls +15550100
  alice hears bob
  carol calls +15550101
  alice hears carol
  alice joins its calls
  alice gets BYE
  bob hears carol
  carol hears bob
  after 5s
  carol hangs up
  bob gets BYE

expect
  alice ends completed because transferred
  alice ends completed because transferred
  bob ends completed
  carol ends completed because hangup
