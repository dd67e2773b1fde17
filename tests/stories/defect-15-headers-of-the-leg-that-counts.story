story "the action hears of the leg that was bridged, not of the caller's"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: rings 1s, answers with X-Ext=9, talks 2s, hangs up
phone carol: rings 30s

play
  alice calls +15550100 with X-Ext=1
  alice hears bob
  alice gets BYE

expect
  asked /done.xml with DialSipHeader_X-Ext=9 DialSipResponseCode=200 SipHeader_X-Ext=1
