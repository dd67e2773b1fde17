story "where nobody could be dialled there is no DialCallSid"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Client>kate</Client></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=failed DialCallDuration=0 no DialCallSid no ForwardedFrom
