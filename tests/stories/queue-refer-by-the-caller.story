story "a caller out of a queue transfers whoever has taken it: by the referUrl of that Dial, which goes on being recorded"
number +15550100 -> /in.xml refer /never.xml
number +15550101 -> /sub/agent.xml
web /in.xml: 200 "<Response><Enqueue action='/left.xml'>support</Enqueue></Response>"
web /sub/agent.xml: 200 "<Response><Dial action='/taken.xml' record='true' recordingStatusCallback='/taped' referUrl='refer.xml'><Queue>support</Queue></Dial></Response>"
web /sub/refer.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob number +15550002
phone carol: answers

play
  alice calls +15550100
  alice hears music
  bob calls +15550101
  bob hears alice
  alice transfers to +15550199
  alice gets BYE
  bob hears carol
  carol hears bob
  carol says 2s
  after 1s
  carol hangs up
  bob gets BYE

expect
  alice gets 202, NOTIFY, BYE
  asked /sub/refer.xml with ReferTransferTarget~sip:+15550199@ ReferTarget=+15550199 Transferor=+15550001 Transferee=+15550002 From=+15550002
  asked /never.xml never
  asked /left.xml never
  asked /taken.xml never
  recording of bob holds carol for 2s
  recording of bob is 3180ms long
  told /taped with RecordingStatus=completed
  alice ends completed because transferred
  bob ends completed
