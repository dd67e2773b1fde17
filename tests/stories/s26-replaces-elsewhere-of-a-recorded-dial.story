story "the caller of a recorded Dial is replaced by somebody of another exchange: its document goes on with who came"
config transfer.hosts = ["desk.example"]
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial record='record-from-answer' action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001 over tcp
phone bob: answers
phone desk at sip:desk@desk.example: answers

play
  alice calls +15550100
  alice hears bob
  alice transfers to sip:x@desk.example?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc
  alice gets BYE
  bob hears desk
  desk hears bob
  desk says "my own words"
  after 2s
  bob hangs up
  desk gets BYE

expect
  alice gets 202, NOTIFY, NOTIFY, BYE
  asked /done.xml 1 time
  recording holds "my own words"
  recording is 2900ms long
