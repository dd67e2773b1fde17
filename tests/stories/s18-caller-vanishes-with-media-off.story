story "S18: a caller that vanishes is missed by the refresh, though nobody watches the media"
number +15550100 -> /main.xml
config rtp_timeout = 0
config session_timer.expires = 600
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone bob: answers

play
  alice calls +15550100
  alice hears bob
  after 20s
  alice vanishes
  bob gets BYE within 10m

expect
  asked /done.xml with DialCallStatus=completed
  alice ends completed 200 because session_expired
  bob ends completed 200 because session_expired
