story "a transfer out of the bridge of a queue that nothing is said about is refused, and the two go on talking"
number +15550100 -> /in.xml
number +15550101 -> /agent.xml
web /in.xml: 200 "<Response><Enqueue action='/left.xml'>support</Enqueue></Response>"
web /agent.xml: 200 "<Response><Dial action='/taken.xml'><Queue>support</Queue></Dial></Response>"
web /left.xml: 200 "<Response/>"
web /taken.xml: 200 "<Response/>"
phone alice number +15550001
phone bob number +15550002

play
  alice calls +15550100
  alice hears music
  bob calls +15550101
  bob hears alice
  bob transfers to +15550199
  bob gets 404 with Reason~ReferUrl
  alice transfers to +15550199
  alice gets 404 with Reason~ReferUrl
  alice hears bob
  bob hears alice
  bob hangs up
  alice gets BYE

expect
  asked /left.xml with QueueResult=bridged
  asked /taken.xml with DequeueResult=bridged DialCallStatus=completed
