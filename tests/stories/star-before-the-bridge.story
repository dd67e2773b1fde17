story "a star during ringing ends nothing"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial hangupOnStar='true' action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: rings 5s, answers, talks 2s, hangs up

play
  alice calls +15550100
  alice hears ringback
  alice presses *
  alice hears bob

expect
  asked /done.xml with DialCallStatus=completed DialBridged=true
