story "what a user's calls cost in a day is capped; the application's own calls for it are"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Number>+49301234567</Number></Dial></Response>"
web /done.xml: 200 "<Response><Dial action='/last.xml'><Number>+49301234568</Number></Dial></Response>"
web /last.xml: 200 "<Response><Hangup/></Response>"
proxy sip:proxy.example
config guard.daily_spend = 1.0
config rates.49 = 1.0
user kate "a good secret"
phone kate stranger login kate "a good secret"
phone gateway at sip:gateway@proxy.example: rings 1s, answers, talks 5s, hangs up

play
  kate calls +15550100
  gateway is called with To~+49301234567
  kate hears gateway
  kate gets BYE within 30s

expect
  asked /done.xml with DialCallStatus=completed
  asked /last.xml with DialCallStatus=failed DialSipResponseCode=403
  notes fraud_spend
