story "a callee that sends nothing from the start is told within three seconds, with its direction; the call goes on"
config media.dead_air = 3
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice talkative number +15550001
phone bob mute: answers

play
  alice calls +15550100
  bob hears alice
  after 10s
  alice has not got BYE
  alice hangs up
  bob gets BYE

expect
  notes dead_air_from_callee
  notes 13292
  notes no dead_air_from_caller
