story "a call with Replaces takes the place of a caller in a bridge: recording, stream, cookies, callback and document go on with it"
number +15550100 -> /main.xml status /status
web /main.xml: 200 "<Response><Start><Stream url='wss://ai.example/bot'/></Start><Dial record='record-from-answer' recordingStatusCallback='/file' action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>" header "Set-Cookie: session=abc; Path=/"
web /done.xml: 200 "<Response><Say>Bye now</Say></Response>"
stream wss://ai.example/bot: listens
phone alice number +15550001 over tcp
phone bob: answers
phone dave number +15550004 over tcp

play
  alice calls +15550100
  alice hears bob
  bob says "before she goes"
  after 2s
  dave calls +15550199 replacing alice
  alice gets BYE
  dave hears bob
  bob hears dave
  dave says "my own words"
  after 2s
  bob hangs up
  dave hears "Bye now" for 420ms
  dave gets BYE

expect
  asked /done.xml with From=+15550004 DialCallStatus=completed Cookie=session=abc
  asked /done.xml 1 time
  told /file 1 time
  recording holds "before she goes", "my own words"
  recording is 5780ms long
  stream wss://ai.example/bot inbound hears "my own words"
  told /status with CallStatus=ringing From=+15550001
  told /status with CallStatus=in-progress From=+15550001
  told /status with CallStatus=in-progress From=+15550004
  told /status with CallStatus=completed From=+15550001
  told /status with CallStatus=completed From=+15550004
  alice ends completed because transferred
