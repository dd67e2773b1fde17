story "the transferor hangs up 280 ms after its 202: who stays and the target are bridged"
config transfer.bye = "after-notify"
number +15550100 -> /main.xml refer /transfer.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /transfer.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers
phone carol: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  alice transfers to +15550199
  alice gets 202
  after 280ms
  alice hangs up
  bob hears carol
  carol hears bob
  after 10s
  bob has not got BYE
  carol hangs up
  bob gets BYE

expect
  alice ends completed because hangup
  bob ends completed
