story "a call with Replaces takes over a caller whose Dial rings, and a callee that is screened; one that is not answered is 481"
number +15550100 -> /main.xml
number +15550101 -> /early.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip url='/screen.xml'>sip:bob@bob.example</Sip></Dial></Response>"
web /early.xml: 200 "<Response><Pause length='9'/></Response>"
web /screen.xml: 200 "<Response><Gather numDigits='1' action='/yes.xml'><Say>Press one</Say></Gather><Hangup/></Response>"
web /yes.xml: 200 "<Response/>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone bob: rings 4s, answers
phone dave number +15550004
phone erin number +15550005

play
  alice calls +15550100
  bob is called
  alice hears ringback
  dave calls +15550199 replacing alice
  alice gets BYE
  dave hears ringback
  bob hears "Press one"
  erin calls +15550199 replacing bob
  bob gets BYE
  erin presses 1
  dave hears erin
  erin hears dave
  dave hangs up
  erin gets BYE
  alice calls +15550101
  alice gets 180
  erin calls +15550199 replacing alice
  erin gets 481
  alice hangs up

expect
  asked /yes.xml with Digits=1
  asked /done.xml with DialCallStatus=completed From=+15550004
  asked /done.xml 1 time
  bob hears "Press one" for 260ms
