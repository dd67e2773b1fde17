story "Refer lets the caller's phone call somebody, with the headers of the noun, and tells the action how that went"
number +15550100 -> /main.xml
number kate -> /kate.xml
web /main.xml: 200 "<Response><Pause length='1'/><Redirect>/talk.xml</Redirect></Response>"
web /talk.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial><Refer action='/referred.xml'><Sip>sip:kate@pbx.example?Order=7</Sip></Refer></Response>"
web /referred.xml: 200 "<Response><Hangup/></Response>"
web /kate.xml: 200 "<Response><Dial><Sip>sip:kate@kate.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers, talks 2s, hangs up
phone kate: rings 1s, answers

play
  alice calls +15550100
  alice gets REFER
  kate is called
  alice hears kate
  kate hears alice
  kate hangs up

expect
  alice gets REFER with Refer-To="<sip:kate@pbx.example?X-Order=7>"
  asked /kate.xml with SipHeader_X-Order=7
  asked /referred.xml with ReferCallStatus=in-progress ReferSipResponseCode=202 NotifySipResponseCode=200 CallStatus=in-progress
  asked /referred.xml 1 time
