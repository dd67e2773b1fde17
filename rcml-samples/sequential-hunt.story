story "Bob does not answer, Carol is busy, Dave takes the call"
number +15550100 -> /sequential-hunt.xml
phone alice number +15550001
phone bob: rings
phone carol: refuses 486
phone dave: rings 2s, answers, talks 4s, hangs up

play
  alice calls +15550100
  bob is called within 1s
  carol is called within 8s
  dave is called within 2s
  alice hears dave

expect
  bob gets INVITE, CANCEL
  carol gets INVITE, ACK
  asked /sequential-hunt.done.xml with DialCallStatus=completed DialBridged=true DialCallDuration=4 DialSipResponseCode=200
  asked /sequential-hunt.done.xml 1 time
  bob ends no-answer
  carol ends busy 486
  dave ends completed
