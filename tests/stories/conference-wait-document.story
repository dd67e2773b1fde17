story "the wait document is heard again and again until the conference begins"
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
web /room: 200 "<Response><Dial action='/done'><Conference beep='false' waitUrl='/wait'>Board</Conference></Dial></Response>"
web /wait: 200 "<Response><Say>please wait</Say><Dial>+15550199</Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears "please wait" for 660ms 2 times
  bob calls +15550100
  alice hears bob
  alice hangs up
  bob hangs up

expect
  asked /wait with FriendlyName=Board ConferenceSid~CF CallStatus=in-progress
  notes 12200
