story "a transferor that waits for the end gets BYE after 32 seconds, and the transfer goes on"
config transfer.bye = "after-notify"
number +15550100 -> /main.xml refer /transfer.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /transfer.xml: 200 "<Response><Dial timeout='60'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers
phone carol: rings 40s, answers

play
  alice calls +15550100
  alice hears bob
  bob transfers to +15550199
  bob gets 202
  after 31s
  bob has not got BYE
  bob gets BYE within 2s
  alice hears carol
  carol hangs up

expect
  bob ends completed because transferred
