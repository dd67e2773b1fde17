story "a person says hello and waits: the document hears so, and the bridge begins behind it"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip machineDetection='Enable' url='/screen.xml'>sip:bob@bob.example</Sip></Dial></Response>"
web /screen.xml: 200 "<Response/>"
web /done.xml: 200 "<Response/>"
phone alice
phone bob: answers, stays silent for 2500ms, says "hello bob", stays silent for 4s, speaks, talks 3s, hangs up

play
  alice calls +15550100
  alice hears bob within 20s

expect
  asked /screen.xml with AnsweredBy=human
  asked /done.xml with AnsweredBy=human DialBridged=true DialCallStatus=completed
