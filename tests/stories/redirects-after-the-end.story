story "after the caller's BYE five Redirects are followed and no more"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/loop.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /loop.xml: 200 "<Response><Redirect>/loop.xml</Redirect></Response>"
phone alice number +15550001
phone bob: answers

play
  alice calls +15550100
  alice hears bob
  alice hangs up

expect
  asked /loop.xml 6 times
