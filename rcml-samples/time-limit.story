story "the talk ends after a minute"
number +15550100 -> /time-limit.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 2s, answers

play
  alice calls +15550100
  alice hears bob
  after 58s
  bob has not got BYE
  bob gets BYE within 3s
  alice gets BYE within 3s

expect
  asked /time-limit.done.xml with DialCallStatus=completed DialCallDuration=60 DialBridged=true
  bob ends completed
  alice ends completed
