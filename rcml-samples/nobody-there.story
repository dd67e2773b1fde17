story "the name of the callee's host is unknown"
number +15550100 -> /nobody-there.xml
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE

expect
  asked /nobody-there.done.xml with DialCallStatus=failed DialCallDuration=0 DialBridged=false
