story "a registered telephone is called along the way it registered by, whatever its Contact says"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done'><Client>kate?x-order=7</Client></Dial></Response>"
user kate "a good secret"
phone alice number +15550001
phone kate stranger natted login kate "a good secret": rings 1s, answers, talks 2s, hangs up

play
  kate registers
  kate gets 200
  alice calls +15550100
  kate is called with X-order=7
  alice hears kate

expect
  kate gets 401, 200 with Contact~192.168.0.11 Date~GMT Contact~expires=3600
  asked /done with DialCallStatus=completed DialBridged=true
  kate ends completed
