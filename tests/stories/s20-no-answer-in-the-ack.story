story "S20: our offer in the 200 gets no answer in the ACK"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings

play
  alice calls +15550100 without offer or answer
  alice gets BYE

expect
  alice gets 200, BYE
  alice ends failed 200 because no_answer_sdp
  notes no_answer_sdp
