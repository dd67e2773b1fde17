story "an Sms in the reply to the action is sent although the caller has hung up"
number +15550100 -> /main.xml
proxy sip:proxy.example
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Say>Nobody hears this</Say><Sms to='+15550200'>You missed a call</Sms></Response>"
phone alice number +15550001
phone bob: answers
phone gateway at sip:gateway@proxy.example

play
  alice calls +15550100
  alice hears bob
  bob says 2s
  after 100ms
  alice hangs up
  gateway gets MESSAGE

expect
  gateway gets MESSAGE with Body="You missed a call"
  asked /done.xml with DialCallStatus=completed
  alice never hears "Nobody hears this"
  alice hears bob for 2s
