story "in the legacy profile an INVITE without SDP is refused"
number +15550100 -> /main.xml
config compat.profile = "restcomm-legacy"
web /main.xml: 200 "<Response><Reject/></Response>"
phone alice number +15550001

play
  alice calls +15550100 without offer
  alice gets 400

expect
  asked /main.xml never
