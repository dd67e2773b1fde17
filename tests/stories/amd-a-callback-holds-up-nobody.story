story "who is told by a callback does not hold the bridge, and hears of the machine while the two talk"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip machineDetection='Enable' url='/screen.xml' amdStatusCallback='/amd' amdStatusCallbackMethod='GET'>sip:bob@bob.example</Sip></Dial></Response>"
web /screen.xml: 200 "<Response/>"
web /done.xml: 200 "<Response/>"
phone alice
phone bob: answers like a machine "this machine talks for a long long while about nothing that would matter", stays silent for 4s, hangs up

play
  alice calls +15550100
  alice hears "this machine talks for a long long while about nothing that would matter" by bob for 4320ms

expect
  asked /screen.xml with no AnsweredBy
  told /amd with AnsweredBy=machine_start Method=GET Direction=outbound-dial CallStatus=in-progress
  told /amd 1 time
  asked /done.xml with AnsweredBy=machine_start DialBridged=true
