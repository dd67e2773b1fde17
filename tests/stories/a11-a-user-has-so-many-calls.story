story "a user has so many calls at once, and the next one when one is over"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
user kate "a good secret"
config users.kate.channels = 1
phone kate stranger login kate "a good secret"
phone bob: answers, talks 20s, hangs up

play
  kate calls +15550100
  kate gets 200
  kate calls +15550100
  kate gets 403
  kate gets BYE
  kate calls +15550100
  kate gets 200

expect
  notes fraud_channels
  asked /main.xml 2 times
