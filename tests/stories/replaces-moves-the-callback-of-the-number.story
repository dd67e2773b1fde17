story "who takes over a caller in a document is told of by the number's callback, and who leaves is told to be over"
number +15550100 -> /main.xml status /status
web /main.xml: 200 "<Response><Gather numDigits='1' action='/done.xml'><Say loop='0'>Please wait</Say></Gather></Response>"
web /done.xml: 200 "<Response><Say>Bye now</Say></Response>"
phone alice number +15550001 over tcp
phone dave number +15550004 over tcp

play
  alice calls +15550100
  alice hears "Please wait"
  dave calls +15550199 replacing alice
  dave hears "Please wait" for 660ms
  dave presses 1
  dave hears "Bye now" for 420ms
  dave gets BYE

expect
  told /status with CallStatus=ringing From=+15550001 SequenceNumber=0
  told /status with CallStatus=in-progress From=+15550001 SequenceNumber=1
  told /status with CallStatus=in-progress From=+15550004 SequenceNumber=0
  told /status with CallStatus=completed From=+15550001 SequenceNumber=2
  told /status with CallStatus=completed From=+15550004 SequenceNumber=1
