story "a call with Replaces has the seat of a participant: the others talk on, the conference does not end, and callbacks tell of both"
number +15550100 -> /first.xml
number +15550101 -> /second.xml
web /first.xml: 200 "<Response><Dial action='/after.xml'><Conference endConferenceOnExit='true' statusCallback='/room' statusCallbackEvent='start end join leave'>board</Conference></Dial></Response>"
web /second.xml: 200 "<Response><Dial><Conference>board</Conference></Dial></Response>"
web /after.xml: 200 "<Response/>"
phone alice number +15550001
phone bob number +15550002
phone dave number +15550004

play
  alice calls +15550100
  alice hears music
  bob calls +15550101
  alice hears bob
  dave calls +15550199 replacing alice
  dave gets 200
  alice gets BYE
  bob hears dave
  dave hears bob
  after 5s
  bob hears dave
  dave hangs up
  bob gets BYE

expect
  told /room with StatusCallbackEvent=participant-join
  told /room with StatusCallbackEvent=participant-join
  told /room with StatusCallbackEvent=conference-start
  told /room with StatusCallbackEvent=participant-leave
  told /room with StatusCallbackEvent=participant-join EndConferenceOnExit=true
  told /room with StatusCallbackEvent=participant-leave
  told /room with StatusCallbackEvent=participant-leave
  told /room with StatusCallbackEvent=conference-end
  asked /after.xml with From=+15550004
  alice ends completed because transferred
