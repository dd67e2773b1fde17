story "whoever has taken a caller out of a queue transfers it: the ReferUrl document runs on the caller, no action is asked"
config transfer.bye = "after-notify"
number +15550100 -> /in.xml
number +15550101 -> /agent.xml refer /transfer.xml
web /in.xml: 200 "<Response><Enqueue action='/left.xml'>support</Enqueue></Response>"
web /agent.xml: 200 "<Response><Dial action='/taken.xml'><Queue>support</Queue></Dial></Response>"
web /transfer.xml: 200 "<Response><Dial action='/end.xml'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /end.xml: 200 "<Response/>"
phone alice number +15550001
phone bob number +15550002
phone carol: rings 3s, answers

play
  alice calls +15550100
  alice hears music
  bob calls +15550101
  bob hears alice
  bob transfers to +15550199
  bob gets 202
  carol is called with Referred-By~bob
  after 2s
  bob has not got BYE
  alice hears carol
  carol hears alice
  bob gets BYE
  carol hangs up
  alice gets BYE

expect
  bob gets 202, NOTIFY, NOTIFY, BYE
  bob gets NOTIFY, NOTIFY with Subscription-State=terminated;reason=noresource Body="SIP/2.0 200 OK"
  asked /transfer.xml with ReferTarget=+15550199 Transferor=+15550002 Transferee=+15550001 CallStatus=in-progress From=+15550001
  asked /transfer.xml 1 time
  asked /end.xml with DialCallStatus=completed From=+15550001
  asked /left.xml never
  asked /taken.xml never
  bob ends completed because transferred
  alice ends completed
