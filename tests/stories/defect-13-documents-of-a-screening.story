story "a Gather and a Redirect in a screening lead to documents of the screening"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip url='/screen.xml'>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
web /screen.xml: 200 "<Response><Gather numDigits='1' action='/key.xml'><Say>Press one</Say></Gather><Hangup/></Response>"
web /key.xml: 200 "<Response><Redirect>/welcome.xml</Redirect></Response>"
web /welcome.xml: 200 "<Response><Say>Welcome</Say></Response>"
phone alice number +15550001
phone bob: answers, talks 3s, presses 1, talks 10s, hangs up

play
  alice calls +15550100
  bob hears "Press one" for 540ms
  bob hears "Welcome" for 420ms
  alice hears bob

expect
  asked /key.xml with Digits=1 Direction=outbound-dial
  asked /welcome.xml with Direction=outbound-dial
  asked /done.xml with DialCallStatus=completed DialBridged=true
