story "a call with Replaces takes the place of the callee, and of the caller"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: answers
phone dave number +15550004
phone erin number +15550005

play
  alice calls +15550100
  alice hears bob
  dave calls +15550199 replacing bob
  bob gets BYE
  alice hears dave
  dave hears alice
  erin calls +15550199 replacing alice
  alice gets BYE
  erin hears dave
  dave hears erin
  dave hangs up
  erin gets BYE

expect
  dave gets 200
  asked /done.xml with DialCallStatus=completed From=+15550005
  asked /done.xml 1 time
  bob ends completed because transferred
  alice ends completed because transferred
