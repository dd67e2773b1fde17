story "a conference that has reached its age is over for all"
config limits.conference_age = 60
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
web /room: 200 "<Response><Dial action='/done'><Conference beep='false' statusCallback='/events' statusCallbackEvent='end leave'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  bob calls +15550100
  alice hears bob
  after 40s
  alice gets BYE within 1m
  bob gets BYE

expect
  told /events with StatusCallbackEvent=participant-leave
  told /events with StatusCallbackEvent=participant-leave
  told /events with StatusCallbackEvent=conference-end Reason~conference_age
  asked /done with DialCallStatus=answered
