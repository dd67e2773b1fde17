story "a caller out of a queue connects whoever has taken it with a conference that it is in, and leaves both"
number +15550100 -> /in.xml
number +15550101 -> /agent.xml
number +15550102 -> /board.xml
web /in.xml: 200 "<Response><Enqueue action='/left.xml'>support</Enqueue></Response>"
web /agent.xml: 200 "<Response><Dial action='/taken.xml'><Queue>support</Queue></Dial></Response>"
web /board.xml: 200 "<Response><Dial action='/after.xml'><Conference>board</Conference></Dial></Response>"
web /after.xml: 200 "<Response/>"
phone alice number +15550001
phone bob number +15550002
phone carol number +15550003

play
  carol calls +15550102
  alice calls +15550100
  alice hears music
  bob calls +15550101
  bob hears alice
  alice calls +15550102
  alice hears carol
  alice joins its calls
  alice gets BYE
  bob hears carol
  carol hears bob
  carol hangs up
  bob hangs up

expect
  alice gets 202, NOTIFY, NOTIFY, BYE, BYE
  asked /after.xml with From=+15550003
  asked /after.xml with From=+15550002
  asked /left.xml never
  asked /taken.xml never
  alice ends completed because transferred
  alice ends completed because transferred
