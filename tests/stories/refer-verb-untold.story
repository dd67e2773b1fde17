story "Refer to a phone that tells nothing ends after a minute, without a status"
number +15550100 -> /main.xml
number kate -> /kate.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial><Refer action='/referred.xml'><Sip>sip:kate@pbx.example</Sip></Refer></Response>"
web /kate.xml: 200 "<Response><Dial><Sip>sip:kate@kate.example</Sip></Dial></Response>"
web /referred.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001 secretive
phone bob: answers, talks 2s, hangs up
phone kate: answers, talks 90s, hangs up

play
  alice calls +15550100
  alice gets REFER
  kate is called
  after 55s
  alice has not got BYE
  alice gets BYE within 10s

expect
  asked /referred.xml with no ReferCallStatus ReferSipResponseCode=202 no NotifySipResponseCode
