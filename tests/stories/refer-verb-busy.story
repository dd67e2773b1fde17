story "Refer whose target is busy"
number +15550100 -> /main.xml
number kate -> /kate.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial><Refer action='/referred.xml' method='GET'><ReferSip>sip:kate@pbx.example</ReferSip></Refer></Response>"
web /referred.xml: 200 "<Response><Hangup/></Response>"
web /kate.xml: 200 "<Response><Reject reason='busy'/></Response>"
phone alice number +15550001
phone bob: answers, talks 2s, hangs up

play
  alice calls +15550100
  alice gets REFER
  alice gets BYE

expect
  asked /referred.xml with ReferCallStatus=busy ReferSipResponseCode=202 NotifySipResponseCode=486
