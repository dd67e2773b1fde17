story "the caller hears ringing as long as the callee is screened"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial ><Sip url='/screen.xml'>sip:bob@bob.example</Sip></Dial></Response>"
web /screen.xml: 200 "<Response><Say>Call for you</Say><Pause length='8'/></Response>"
phone alice number +15550001
phone bob: rings 1s, answers, talks 15s, hangs up

play
  alice calls +15550100
  bob gets ACK
  bob hears "Call for you" for 720ms
  alice hears ringback
  alice hears bob

expect
  asked /screen.xml with CallStatus=in-progress Direction=outbound-dial
  alice never hears "Call for you"
