story "with screening_decline = next-noun whoever declines in a hunt passes the call on, and the caller hears ringing meanwhile"
config compat.screening_decline = "next-noun"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial sequential='true' action='/done.xml'><Sip url='/no.xml'>sip:bob@bob.example</Sip><Sip url='/ask.xml'>sip:carol@carol.example</Sip><Sip url='/yes.xml'>sip:dave@dave.example</Sip></Dial></Response>"
web /no.xml: 200 "<Response><Hangup/></Response>"
web /ask.xml: 200 "<Response><Gather numDigits='1' timeout='9'/></Response>"
web /yes.xml: 200 "<Response/>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: rings 1s, answers
phone carol: rings 1s, answers, waits 2s, hangs up
phone dave: rings 4s, answers, talks 5s, hangs up

play
  alice calls +15550100
  bob gets BYE
  carol is called
  dave is called within 6s
  alice hears ringback
  alice hears dave
  alice gets BYE

expect
  alice never hears bob
  asked /done.xml with DialCallStatus=completed DialBridged=true DialCallDuration=5
  asked /done.xml 1 time
