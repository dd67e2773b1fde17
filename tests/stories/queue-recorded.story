story "the bridge with somebody out of a queue is recorded like any other"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
web /in: 200 "<Response><Enqueue action='/done'>support</Enqueue></Response>"
web /agent: 200 "<Response><Dial action='/agent-done' record='record-from-answer-dual'><Queue>support</Queue></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears music
  bob calls +15550101
  alice hears bob
  bob says 2s
  alice says 2s
  after 1s
  alice hangs up
  bob gets BYE

expect
  recording of bob has 2 channels
  recording channel 1 of bob holds bob for 2s
  recording channel 2 of bob holds alice for 2s
  asked /agent-done with DialCallStatus=completed RecordingSid~RE RecordingUrl~Recordings
  recording of bob is 5080ms long
  recording channel 1 of bob never holds alice
  recording channel 2 of bob never holds bob
  recording of bob never holds music
