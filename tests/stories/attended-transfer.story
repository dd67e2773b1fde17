story "Bob talks to Alice, asks Carol, and connects the two: no document is asked, and the Dial's action hears of the end"
number +15550100 -> /main.xml
number +15550101 -> /consult.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /consult.xml: 200 "<Response><Dial action='/never.xml'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: answers
phone carol: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  bob calls +15550101
  bob hears carol
  bob joins its calls
  bob gets 202
  bob gets BYE
  alice hears carol
  carol hears alice
  after 5s
  carol hangs up
  alice gets BYE

expect
  bob gets 202, NOTIFY, NOTIFY, BYE, BYE
  asked /done.xml with DialCallStatus=completed DialBridged=true
  asked /done.xml 1 time
  asked /never.xml never
  bob ends completed because transferred
  bob ends completed because transferred
  carol ends completed because hangup
  alice ends completed
