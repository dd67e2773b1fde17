story "a redirecting callee counts as failed"
number +15550100 -> /busy-fallback.xml
phone alice number +15550001
phone bob: redirects to sip:mallory@elsewhere.example
phone carol: rings 1s, answers, talks 2s, hangs up

play
  alice calls +15550100
  alice hears carol

expect
  asked /busy-fallback.next.xml with DialCallStatus=failed DialSipResponseCode=302
  bob ends failed 302
