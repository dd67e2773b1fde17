story "a call that takes the place of a branch is told to the callback of the noun in the words of a noun"
number +15550100 -> /main.xml by POST status /status
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip statusCallback='/events' statusCallbackEvent='initiated ringing answered completed'>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 over tcp
phone bob over tcp: rings 1s, answers
phone erin number +15550005 over tcp

play
  alice calls +15550100
  alice hears bob
  erin calls +15550199 replacing bob
  alice hears erin
  bob gets BYE
  erin hangs up
  alice gets BYE

expect
  told /events with StatusCallbackEvent=initiated
  told /events with StatusCallbackEvent=ringing
  told /events with StatusCallbackEvent=answered
  told /events with StatusCallbackEvent=answered
  told /events with StatusCallbackEvent=completed
