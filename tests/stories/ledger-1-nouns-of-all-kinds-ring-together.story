story "several Sips ring at once, and nouns of other kinds with them"
number +15550100 -> /main.xml
proxy sip:proxy.example
user kate "a good secret"
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip><Number>+15550200</Number><Client>kate</Client><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: rings 30s
phone gateway at sip:gateway@proxy.example: rings 30s
phone kate login kate "a good secret": rings 30s
phone carol: rings 2s, answers, talks 2s, hangs up

play
  kate registers
  kate gets 200
  alice calls +15550100
  carol is called
  alice hears carol
  bob gets CANCEL
  gateway gets CANCEL
  kate gets CANCEL

expect
  asked /done.xml with DialCallStatus=completed DialBridged=true
