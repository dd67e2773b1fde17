story "Bob presses nothing, and the call is not his"
number +15550100 -> /screening-key.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 1s, answers, talks 60s

play
  alice calls +15550100
  bob gets BYE within 30s

expect
  asked /screening-key.yes.xml never
  asked /screening-key.done.xml with DialCallStatus=no-answer DialBridged=false
  bob hears "A call for you. Press a key to take it." for 2340ms
  alice hears ringback
  alice never hears bob
  alice never hears "A call for you. Press a key to take it."
