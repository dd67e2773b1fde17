story "with screening_decline = next-noun a hunt in which all decline ends unanswered"
config compat.screening_decline = "next-noun"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial sequential='true' action='/done.xml'><Sip url='/no.xml'>sip:bob@bob.example</Sip><Sip url='/no.xml'>sip:carol@carol.example</Sip></Dial></Response>"
web /no.xml: 200 "<Response><Hangup/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: rings 1s, answers
phone carol: rings 1s, answers

play
  alice calls +15550100
  carol gets BYE
  alice gets BYE

expect
  bob gets INVITE 1 time
  asked /done.xml with DialCallStatus=no-answer DialBridged=false DialCallDuration=0
  asked /done.xml 1 time
