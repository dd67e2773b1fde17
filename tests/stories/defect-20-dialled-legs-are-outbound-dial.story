story "the leg that a Dial has made says so"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial ><Sip statusCallback='/events' statusCallbackEvent='initiated ringing answered completed'>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers, talks 2s, hangs up

play
  alice calls +15550100
  alice hears bob
  alice gets BYE

expect
  told /events with Direction=outbound-dial ParentCallSid~CA
  asked /main.xml with Direction=inbound no ParentCallSid
