story "a Dial with answerOnBridge is recorded from ringing on although its caller is not answered yet"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial answerOnBridge='true' record='record-from-ringing-dual' action='/done.xml'><Sip url='/screen.xml'>sip:bob@bob.example</Sip></Dial></Response>"
web /screen.xml: 200 "<Response><Say>A call for you</Say></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice mute number +15550001
phone bob mute

play
  alice calls +15550100
  bob is called
  bob rings
  after 2s
  bob answers
  alice gets 200
  after 1s
  alice says 1s
  bob says 2s
  after 1s
  bob hangs up
  alice gets BYE

expect
  bob hears "A call for you" for 840ms
  asked /done.xml with DialCallStatus=completed RecordingUrl~RE
  recording of alice has 2 channels
  recording channel 1 of alice holds alice for 1s
  recording channel 2 of alice holds bob for 2s
  recording of alice never holds "A call for you"
  recording 2 of alice never
