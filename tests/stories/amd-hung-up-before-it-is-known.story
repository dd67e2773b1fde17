story "who hangs up before it is known is told as unknown, once"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip machineDetection='Enable' amdStatusCallback='/amd' statusCallback='/leg'>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice
phone bob: answers, stays silent for 1s, hangs up

play
  alice calls +15550100
  bob is called

expect
  told /amd with AnsweredBy=unknown CallStatus=completed
  told /amd 1 time
  asked /done.xml with AnsweredBy=unknown
