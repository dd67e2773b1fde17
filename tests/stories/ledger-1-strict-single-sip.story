story "by setting only the first Sip of a Dial is dialled"
number +15550100 -> /main.xml
config strict_single_sip = true
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: rings 1s, refuses 486
phone carol: answers

play
  alice calls +15550100
  bob is called
  alice gets BYE

expect
  carol never gets INVITE
  asked /done.xml with DialCallStatus=busy
