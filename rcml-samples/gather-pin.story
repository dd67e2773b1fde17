story "A PIN of any length is ended by a key that is no part of it"
number +15550100 -> /gather-pin.xml
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice presses 1234*
  alice gets BYE

expect
  asked /gather-pin.done.xml with Digits=1234 CallStatus=in-progress
  alice ends completed 200
