story "a client who sleeps is woken by a push message and called as soon as it registers"
number +15550100 -> /main.xml
config registrar.push_url = "http://app.example/push"
config users.kate.push = "device-7"
web /main.xml: 200 "<Response><Dial action='/done'><Client>kate</Client></Dial></Response>"
web /push: 200 ""
web /done: 200 "<Response><Hangup/></Response>"
user kate "a good secret"
phone alice number +15550001
phone kate login kate "a good secret": rings 1s, answers, talks 2s, hangs up

play
  alice calls +15550100
  after 2s
  kate registers
  kate is called within 1s
  alice hears kate

expect
  asked /push with PushIdentity=device-7 Client=kate From=+15550001 CallStatus=in-progress
  asked /push 1 time
  asked /done with DialCallStatus=completed DialBridged=true
  notes no push_failed
