story "callbacks of a conference name calls as the other callbacks do"
config compat.call_sid = "compound"
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
web /room: 200 "<Response><Dial><Conference beep='false' statusCallback='/events' statusCallbackEvent='join end'>Board</Conference></Dial></Response>"

play
  alice calls +15550100
  bob calls +15550100
  alice hears bob
  alice hangs up
  bob hangs up

expect
  told /events with StatusCallbackEvent=participant-join CallSid~-CA
  told /events with StatusCallbackEvent=participant-join CallSid~-CA
  told /events with StatusCallbackEvent=conference-end CallSidEndingConference~-CA
