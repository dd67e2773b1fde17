story "a number that dials itself ends by Max-Forwards"
number +15550100 -> /loop.xml
config own_domains = ["pbx.example", "198.51.100.1"]
web /loop.xml: 200 "<Response><Dial answerOnBridge='true'><Sip>sip:+15550100@pbx.example</Sip></Dial></Response>"
phone alice number +15550001

play
  alice calls sip:+15550100@pbx.example
  alice gets 483 within 120s

expect
  asked /loop.xml 70 times
