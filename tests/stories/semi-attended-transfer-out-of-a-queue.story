story "an agent connects the caller out of the queue with a colleague who still rings"
number +15550100 -> /in.xml
number +15550101 -> /agent.xml
number +15550102 -> /consult.xml
web /in.xml: 200 "<Response><Enqueue action='/never.xml'>support</Enqueue></Response>"
web /agent.xml: 200 "<Response><Dial action='/never.xml'><Queue>support</Queue></Dial></Response>"
web /consult.xml: 200 "<Response><Dial answerOnBridge='true' action='/done.xml'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone bob number +15550002 over tcp
phone carol: rings 8s, answers

play
  alice calls +15550100
  alice hears music
  bob calls +15550101
  bob hears alice
  bob calls +15550102
  carol is called
  bob joins its calls
  bob gets 487
  alice hears ringback
  alice hears carol
  carol hears alice
  carol hangs up
  alice gets BYE

expect
  bob gets NOTIFY, NOTIFY, BYE, NOTIFY with Body="SIP/2.0 200 OK"
  asked /never.xml never
  asked /done.xml with DialCallStatus=completed
