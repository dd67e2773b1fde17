story "a caller that falls silent after twenty seconds: the call ends three seconds later where that is wanted"
config media = { dead_air = 3, on_dead_air = "end" }
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice talkative number +15550001
phone bob talkative: answers

play
  alice calls +15550100
  bob hears alice
  after 20s
  bob has not got BYE
  alice mutes
  after 2500ms
  bob has not got BYE
  bob gets BYE within 1s
  alice gets BYE within 1s

expect
  notes dead_air_from_caller
  notes no dead_air_from_callee
  alice ends completed because dead_air
  asked /done.xml with DialCallStatus=completed
