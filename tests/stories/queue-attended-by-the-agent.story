story "an agent asks a colleague and connects it with the caller out of the queue: both documents of the bridge go on"
number +15550100 -> /in.xml
number +15550101 -> /agent.xml
number +15550102 -> /consult.xml
web /in.xml: 200 "<Response><Enqueue action='/left.xml'>support</Enqueue></Response>"
web /agent.xml: 200 "<Response><Dial action='/taken.xml' record='true'><Queue>support</Queue></Dial></Response>"
web /consult.xml: 200 "<Response><Dial action='/never.xml'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /left.xml: 200 "<Response/>"
web /taken.xml: 200 "<Response/>"
phone alice number +15550001
phone bob number +15550002
phone carol on ipv6: answers

play
  alice calls +15550100
  alice hears music
  bob calls +15550101
  bob hears alice
  bob calls +15550102
  bob hears carol
  bob joins its calls
  bob gets BYE
  alice hears carol
  carol hears alice
  carol says 2s
  after 1s
  alice hangs up
  carol gets BYE

expect
  bob gets 202, NOTIFY, NOTIFY, BYE, BYE
  asked /left.xml with QueueResult=bridged
  asked /taken.xml with DequeueResult=bridged DialCallStatus=completed RecordingSid~RE
  asked /never.xml never
  recording of bob holds carol for 2s
  recording of bob is 3260ms long
  bob ends completed because transferred
  bob ends completed because transferred
