story "a callee whose sound dies takes the caller along: no further Dial runs"
number +15550100 -> /main.xml
config rtp_timeout = 30
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers, talks 5s, mutes
phone carol: rings 60s

play
  alice calls +15550100
  alice hears bob

expect
  carol never gets INVITE
  notes 13291
