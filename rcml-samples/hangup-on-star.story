story "the star ends the talk, a five is passed on"
number +15550100 -> /hangup-on-star.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  alice presses 5
  bob hears key 5
  bob presses *
  after 2s
  bob has not got BYE
  alice presses *
  bob gets BYE within 2s
  alice gets BYE

expect
  asked /hangup-on-star.done.xml with DialCallStatus=completed DialBridged=true CallStatus=in-progress
  alice ends completed
