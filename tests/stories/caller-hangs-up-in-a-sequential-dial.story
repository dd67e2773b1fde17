story "a caller who hangs up while the first of two rings: the second is never called"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial sequential='true' action='/done.xml'><Sip>sip:bob@bob.example</Sip><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: rings 60s
phone carol: rings 60s

play
  alice calls +15550100
  bob is called
  after 2s
  alice hangs up

expect
  carol never gets INVITE
  asked /done.xml with DialCallStatus=canceled
  asked /done.xml 1 time
