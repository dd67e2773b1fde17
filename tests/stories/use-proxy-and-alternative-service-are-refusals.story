story "305 and 380 do not say where else somebody is: their contacts are not called"
config follow_redirects = true
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/next.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /next.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:dave@dave.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone bob: refuses 305 with Contact="<sip:x@x.example;lr>"
phone dave: refuses 380 with Contact="<sip:x@x.example>"
phone x: answers

play
  alice calls +15550100
  alice gets BYE

expect
  asked /next.xml with DialCallStatus=failed DialSipResponseCode=305
  asked /done.xml with DialCallStatus=failed DialSipResponseCode=380
  x never gets INVITE
