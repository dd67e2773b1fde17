story "with attended = false a Refer-To with Replaces gets 404, and its Reason says 501"
config transfer.attended = false
number +15550100 -> /main.xml
number +15550101 -> /consult.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /consult.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers
phone carol: answers

play
  alice calls +15550100
  alice hears bob
  bob calls +15550101
  bob hears carol
  bob joins its calls
  bob gets 404
  bob hangs up
  bob hangs up

expect
  bob gets 404 with Reason~cause=501
