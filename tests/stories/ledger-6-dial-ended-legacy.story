story "in the legacy profile the end of a bridge is the end of the caller's call"
config compat.dial_end = "hangup"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial><Pause length='30'/></Response>"
phone alice number +15550001
phone bob: answers, talks 3s, hangs up

play
  alice calls +15550100
  alice hears bob
  alice gets BYE within 10s

expect
  alice ends completed 200
