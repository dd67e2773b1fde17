story "what there is not is sent as null where the switch says so"
number +15550100 -> /main.xml
config compat.absent_parameters = "null"
web /main.xml: 200 "<Response><Dial action='/done.xml'><Client>kate</Client></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=failed DialCallDuration=0 DialCallSid=null ForwardedFrom=null
