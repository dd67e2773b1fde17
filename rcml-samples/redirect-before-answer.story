story "a redirect is followed while the caller still hears ringing"
number +15550100 -> /redirect-before-answer.xml
phone alice number +15550001

play
  alice calls +15550100
  alice gets 486

expect
  alice gets 180, 486
  alice never gets 200
  asked /redirect-before-answer.xml with CallStatus=ringing
  asked /redirect-before-answer.second.xml with CallStatus=ringing
  alice ends busy 486
