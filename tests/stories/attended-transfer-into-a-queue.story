story "an attended transfer into a queue puts the party at the place of whoever asked, and an agent takes it out"
number +15550100 -> /main.xml
number +15550101 -> /wait.xml
number +15550102 -> /agent.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /wait.xml: 200 "<Response><Enqueue>support</Enqueue></Response>"
web /agent.xml: 200 "<Response><Dial><Queue>support</Queue></Dial></Response>"
phone alice number +15550001 over tcp
phone bob number +15550002: answers
phone agent number +15550003

play
  alice calls +15550100
  alice hears bob
  bob calls +15550101
  bob hears music
  bob joins its calls
  bob gets BYE
  alice hears music
  agent calls +15550102
  agent hears alice
  alice hears agent
  agent hangs up

expect
  bob gets 202
  bob ends completed because transferred
  bob ends completed because transferred
