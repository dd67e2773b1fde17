story "a number of two digits fails its branch, and its callback says so without an initiated"
number +15550100 -> /main.xml
proxy sip:proxy.example
web /main.xml: 200 "<Response><Dial action='/done.xml'><Number statusCallback='/events' statusCallbackEvent='initiated,completed'>12</Number></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone gateway at sip:gateway@proxy.example: answers

play
  alice calls +15550100

expect
  notes 13223
  gateway never gets INVITE
  told /events with StatusCallbackEvent=completed CallStatus=failed SequenceNumber=0
  told /events 1 time
  asked /done.xml with DialCallStatus=failed
