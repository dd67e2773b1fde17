story "what there is not is not sent"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Client>kate</Client></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE

expect
  asked /main.xml with no CallerName no ForwardedFrom no OutboundCallSid
  asked /done.xml with no DialCallSid no DialSipCallId
