story "somebody in a call at another exchange takes the place of an agent in the bridge of a queue; one that refuses changes nothing"
config transfer.hosts = ["desk.example", "busy.example"]
number +15550100 -> /in.xml
number +15550101 -> /agent.xml
web /in.xml: 200 "<Response><Enqueue action='/left.xml'>support</Enqueue></Response>"
web /agent.xml: 200 "<Response><Dial action='/taken.xml'><Queue>support</Queue></Dial></Response>"
web /left.xml: 200 "<Response/>"
web /taken.xml: 200 "<Response/>"
phone alice number +15550001
phone bob number +15550002
phone busy at sip:busy@busy.example: refuses 481
phone desk at sip:desk@desk.example: answers

play
  alice calls +15550100
  alice hears music
  bob calls +15550101
  bob hears alice
  bob transfers to sip:x@busy.example?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc
  busy is called
  bob gets NOTIFY with Body~481
  alice hears bob
  bob transfers to sip:x@desk.example?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc
  desk is called with Replaces=a;to-tag=b;from-tag=c Referred-By~15550002 From~15550001
  bob gets BYE
  alice hears desk
  desk hears alice
  desk hangs up
  alice gets BYE

expect
  asked /left.xml with QueueResult=bridged
  asked /taken.xml with DequeueResult=bridged
  bob ends completed because transferred
