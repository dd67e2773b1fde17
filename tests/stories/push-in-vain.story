story "a client whom a push message does not wake fails after the delay, in a ring group without holding up the others"
number +15550100 -> /main.xml
number +15550101 -> /group.xml
config registrar.push_url = "http://app.example/push"
config registrar.push_wait = 3
config users.kate.push = "device-7"
web /main.xml: 200 "<Response><Dial action='/done'><Client>kate</Client></Dial></Response>"
web /group.xml: 200 "<Response><Dial action='/group'><Client>kate</Client><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /push: 500
web /done: 200 "<Response><Hangup/></Response>"
web /group: 200 "<Response><Hangup/></Response>"
user kate "a good secret"
phone alice number +15550001
phone carol number +15550002
phone bob: rings 1s, answers, talks 8s, hangs up

play
  alice calls +15550100
  after 2s
  alice has not got BYE
  alice gets BYE within 2s
  carol calls +15550101
  carol hears bob

expect
  asked /done with DialCallStatus=failed DialBridged=false no DialCallSid
  asked /group with DialCallStatus=completed DialBridged=true
  asked /push 2 times
  notes push_failed
