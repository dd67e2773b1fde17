story "whoever declines in its screening document ends the Dial, nouns that wait included"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial sequential='true' action='/done.xml'><Sip url='/no.xml'>sip:bob@bob.example</Sip><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /no.xml: 200 "<Response><Hangup/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: rings 1s, answers
phone carol

play
  alice calls +15550100
  bob gets BYE
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=no-answer DialBridged=false DialCallDuration=0
  carol never gets INVITE
