story "members without a moderator wait together and do not hear each other"
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
web /room: 200 "<Response><Dial action='/done'><Conference startConferenceOnEnter='false'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  bob calls +15550100
  bob hears music
  after 3s
  bob has not heard alice
  alice hangs up
  bob hangs up

expect
  asked /done with DialCallStatus=completed DialBridged=false
