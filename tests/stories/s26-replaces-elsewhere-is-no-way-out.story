story "a Replaces that nobody knows opens no trunk to whoever may not call out"
proxy sip:proxy.example
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers
phone gateway at sip:gateway@proxy.example: answers

play
  alice calls +15550100
  alice hears bob
  bob transfers to sip:+19005550100@proxy.example?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc
  bob gets NOTIFY
  bob gets NOTIFY
  after 2s
  alice hears bob
  bob hears alice
  bob hangs up

expect
  bob gets NOTIFY, NOTIFY with Body="SIP/2.0 403 Forbidden" Subscription-State~terminated
  gateway never gets INVITE
  notes not_permitted
