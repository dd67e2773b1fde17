story "a noun may say which codecs are offered"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/one.xml'><Sip codecs='PCMA'>sip:bob@bob.example</Sip></Dial></Response>"
web /one.xml: 200 "<Response><Dial><Sip codecs='GSM, PCMA'>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob codecs PCMU: answers, talks 5s
phone carol codecs PCMA,PCMU: answers, talks 5s, hangs up

play
  alice calls +15550100
  alice hears carol

expect
  asked /one.xml with DialCallStatus=failed
  notes 12200
