story "Bob is busy, so Carol is called"
number +15550100 -> /busy-fallback.xml
phone alice number +15550001
phone bob: rings 1s, refuses 486
phone carol: rings 1s, answers, talks 5s, hangs up

play
  alice calls +15550100
  carol is called
  alice hears carol

expect
  asked /busy-fallback.next.xml with DialCallStatus=busy DialSipResponseCode=486 DialCallDuration=0 CallStatus=in-progress
  asked /busy-fallback.next.xml 1 time
  alice gets 180, 200, BYE
  bob ends busy 486
  carol ends completed
