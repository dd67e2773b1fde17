story "an attended transfer out of a conference seats the party there with its sound as it is: it is asked for nothing"
number +15550100 -> /main.xml
number +15550101 -> /board.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /board.xml: 200 "<Response><Dial action='/after.xml'><Conference>board</Conference></Dial></Response>"
web /after.xml: 200 "<Response/>"
phone alice number +15550001 over tcp
phone bob number +15550002: answers
phone carol number +15550003

play
  carol calls +15550101
  alice calls +15550100
  alice hears bob
  bob calls +15550101
  bob hears carol
  bob joins its calls
  bob gets BYE
  alice hears carol
  carol hears alice
  carol hangs up
  alice hangs up

expect
  bob gets 202
  alice never gets INVITE
  asked /after.xml with From=+15550001
  bob ends completed because transferred
  bob ends completed because transferred
