story "Bob's server terminates the request though nobody canceled it"
number +15550100 -> /busy-fallback.xml
phone alice number +15550001
phone bob: rings 1s, refuses 487
phone carol: rings 1s, answers, talks 2s, hangs up

play
  alice calls +15550100
  alice hears carol

expect
  asked /busy-fallback.next.xml with DialCallStatus=canceled DialSipResponseCode=487
  bob ends canceled 487
