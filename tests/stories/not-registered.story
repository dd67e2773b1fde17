story "a client that is registered nowhere fails its branch at once, and an unknown one alike"
number +15550100 -> /main.xml
number +15550101 -> /other.xml
web /main.xml: 200 "<Response><Dial action='/done'><Client>kate</Client></Dial></Response>"
web /other.xml: 200 "<Response><Dial action='/done'><Client>nobody</Client></Dial></Response>"
user kate "a good secret"
phone alice number +15550001
phone bob number +15550002

play
  alice calls +15550100
  alice gets BYE within 5s
  bob calls +15550101
  bob gets BYE within 5s

expect
  asked /done with DialCallStatus=failed DialBridged=false no DialCallSid
  asked /done with DialCallStatus=failed DialBridged=false no DialCallSid
