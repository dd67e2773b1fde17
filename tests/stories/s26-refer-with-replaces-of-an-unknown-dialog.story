story "Replaces of a dialog that is not ours is tried where it leads; of an ended one 603 is told by NOTIFY, and the call stays"
config transfer.hosts = ["desk.example"]
number +15550100 -> /main.xml
number +15550101 -> /consult.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /consult.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers
phone carol: answers, talks 3s, hangs up
phone desk at sip:desk@desk.example: refuses 481

play
  alice calls +15550100
  alice hears bob
  bob transfers to sip:x@desk.example?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc
  desk is called with Replaces~to-tag=b Require=replaces
  bob gets NOTIFY
  bob gets NOTIFY
  bob calls +15550101
  bob hears carol
  bob gets BYE
  bob joins its calls
  bob gets 202
  after 5s
  alice hears bob
  bob hears alice
  bob hangs up
  alice gets BYE

expect
  bob gets 202, NOTIFY, NOTIFY with Body="SIP/2.0 481 Call/Transaction Does Not Exist" Subscription-State~terminated
  bob gets NOTIFY, NOTIFY, NOTIFY, NOTIFY with Body="SIP/2.0 603 Decline" Subscription-State~terminated
