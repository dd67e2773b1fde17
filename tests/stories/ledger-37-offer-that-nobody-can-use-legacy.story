story "an offer in mid-call that cannot be answered ends the call where the switch says so"
number +15550100 -> /main.xml
config media.codecs = ["PCMU"]
config compat.reinvite_failure = "drop"
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001 codecs PCMU
phone bob codecs PCMU: answers

play
  alice calls +15550100
  alice hears bob
  alice switches to opus
  alice gets 488
  alice gets BYE
  bob gets BYE

expect
  alice ends failed
