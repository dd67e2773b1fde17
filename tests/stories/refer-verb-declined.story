story "Refer that the far party declines: no NOTIFY, and the next verb where there is no action"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial><Refer><Sip>sip:kate@pbx.example</Sip></Refer><Refer action='/referred.xml'><Sip>sip:kate@pbx.example</Sip></Refer></Response>"
web /referred.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001 declines 405
phone bob: answers, talks 2s, hangs up

play
  alice calls +15550100
  alice gets REFER
  alice gets REFER
  alice gets BYE

expect
  asked /referred.xml with ReferCallStatus=failed ReferSipResponseCode=405 no NotifySipResponseCode
