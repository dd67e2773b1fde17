story "an answer without usable sound has won all the same: the others are taken back"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: rings 1s, answers unusably
phone carol: rings 8s, answers, talks 3s, hangs up

play
  alice calls +15550100
  bob gets BYE
  carol gets CANCEL within 2s

expect
  asked /done.xml with DialCallStatus=failed DialBridged=false
  bob ends failed 488 because no_media
