story "a target at a domain of ours is routed like a call from outside, without leaving the house"
number +15550100 -> /first.xml
number +15550101 -> /second.xml
config own_domains = ["pbx.example", "198.51.100.1"]
web /first.xml: 200 "<Response><Dial><Sip>sip:+15550101@pbx.example</Sip></Dial></Response>"
web /second.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 1s, answers, talks 3s, hangs up

play
  alice calls sip:+15550100@pbx.example
  bob is called with Max-Forwards=68
  alice hears bob

expect
  asked /first.xml with To=+15550100
  asked /second.xml with To=+15550101 From=+15550001
  alice gets 200, BYE
