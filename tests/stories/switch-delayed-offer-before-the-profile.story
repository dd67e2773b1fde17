story "what is set goes before the profile: an INVITE without SDP is answered"
number +15550100 -> /main.xml
config compat.profile = "restcomm-legacy"
config allow_delayed_offer = true
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: answers, talks 2s, hangs up

play
  alice calls +15550100 without offer
  alice hears bob
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=completed
