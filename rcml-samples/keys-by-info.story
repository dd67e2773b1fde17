story "a key that comes by SIP INFO ends the talk as well"
number +15550100 -> /hangup-on-star.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  alice presses 7 by info
  bob hears key 7
  alice presses * by info
  bob gets BYE within 2s

expect
  asked /hangup-on-star.done.xml with DialCallStatus=completed
