story "Bob answers with a description nobody can use"
number +15550100 -> /busy-fallback.xml
phone alice number +15550001
phone bob: answers unusably
phone carol: rings 1s, answers, talks 2s, hangs up

play
  alice calls +15550100
  carol is called
  alice hears carol

expect
  bob gets INVITE, ACK, BYE
  bob ends failed
  asked /busy-fallback.next.xml with DialCallStatus=failed DialBridged=false
