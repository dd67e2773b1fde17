story "illegal values fall back to their defaults, each with its code"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial timeout='-1' timeLimit='abc' method='PUT' callerId='a b'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 60s

play
  alice calls +15550100
  bob is called with From~+15550001
  after 29s
  bob has not got CANCEL
  bob gets CANCEL within 2s

expect
  notes 13210
  notes 13212
  notes 13214
  notes 13216
