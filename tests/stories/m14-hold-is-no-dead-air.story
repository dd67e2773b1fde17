story "neither hold in any form nor a phone that sends packets without sound is dead air"
config media = { dead_air = 3, on_dead_air = "end" }
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice talkative number +15550001 over tcp
phone bob talkative: answers

play
  alice calls +15550100
  bob hears alice
  alice stays silent for 10s
  alice speaks
  alice holds by inactive
  alice mutes
  after 10s
  alice speaks
  alice resumes
  bob hears alice
  alice holds by address
  alice mutes
  after 10s
  alice speaks
  alice resumes
  bob hears alice
  bob has not got BYE
  alice hangs up
  bob gets BYE

expect
  notes no 13292
