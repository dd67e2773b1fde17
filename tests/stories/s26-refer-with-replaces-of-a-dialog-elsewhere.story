story "a Replaces of a call at another exchange is sent there: who answers takes the place of whoever asked, in the same document"
config transfer.hosts = ["desk.example"]
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: answers
phone desk at sip:desk@desk.example: answers

play
  alice calls +15550100
  alice hears bob
  bob transfers to sip:x@desk.example?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc
  desk is called with Replaces=a;to-tag=b;from-tag=c Referred-By~bob
  bob gets BYE
  alice hears desk
  desk hears alice
  desk hangs up
  alice gets BYE

expect
  bob gets 202, NOTIFY, NOTIFY, BYE
  bob gets NOTIFY, NOTIFY with Body="SIP/2.0 200 OK" Subscription-State~terminated
  bob ends completed because transferred
  asked /done.xml with DialCallStatus=completed DialBridged=true
  alice ends completed
