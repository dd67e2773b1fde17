story "status_map says as what a SIP status counts"
number +15550100 -> /main.xml
config status_map.480 = "no-answer"
web /main.xml: 200 "<Response><Dial action='/done'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: refuses 480

play
  alice calls +15550100
  alice gets BYE

expect
  asked /done with DialCallStatus=no-answer DialSipResponseCode=480
  bob ends no-answer 480
