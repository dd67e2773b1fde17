story "Alice's phone is asked to call Kate, and does"
number +15550100 -> /refer.xml
number kate -> /refer.kate.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: answers, talks 5s, hangs up
phone kate at sip:kate@kate.example: rings 2s, answers

play
  alice calls +15550100
  alice hears bob
  alice gets REFER
  kate is called
  alice hears kate
  kate hangs up

expect
  asked /refer.kate.xml with SipHeader_X-Order=7
  asked /refer.done.xml with ReferCallStatus=in-progress ReferSipResponseCode=202 NotifySipResponseCode=200
