story "Bob declines in screening and Carol gets the call"
number +15550100 -> /screening-declined.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 1s, answers
phone carol: rings 1s, answers, talks 5s, hangs up

play
  alice calls +15550100
  bob gets BYE
  carol is called
  alice hears carol

expect
  asked /screening-declined.no.xml with CallStatus=in-progress
  asked /screening-declined.hangup.xml with Direction=outbound-dial
  asked /screening-declined.done.xml with DialCallStatus=no-answer DialBridged=false DialCallDuration=0
  asked /screening-declined.done.xml 1 time
  carol ends completed
  alice ends completed
