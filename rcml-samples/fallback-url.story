story "the first server is broken, the fallback runs the call"
number +15550100 -> /main.xml fallback /fallback-url.xml
web /main.xml: 500
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 1s, answers, talks 5s, hangs up

play
  alice calls +15550100
  alice hears bob

expect
  asked /main.xml 1 time
  asked /fallback-url.xml with ErrorCode=11200 ErrorUrl=http://app.example/main.xml CallStatus=ringing
  asked /fallback-url.xml 1 time
  bob ends completed
