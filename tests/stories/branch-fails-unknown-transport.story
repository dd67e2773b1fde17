story "a branch fails with 13253, the Dial goes on"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example;transport=sctp</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: answers

play
  alice calls +15550100

expect
  notes 13253
  bob never gets INVITE
  asked /done.xml with DialCallStatus=failed DialCallDuration=0 no DialCallSid
