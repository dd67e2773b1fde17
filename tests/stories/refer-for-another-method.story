story "a REFER for anything but a call is declined, and the call goes on"
number +15550100 -> /main.xml refer /transfer.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers

play
  alice calls +15550100
  alice hears bob
  bob transfers to sip:carol@pbx.example;method=BYE
  bob gets 603
  alice hears bob
  bob hangs up

expect
  bob gets 603 with Reason~INVITE
  asked /transfer.xml never
