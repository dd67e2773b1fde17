story "requests and callbacks carry both signatures"
number +15550100 -> /main.xml status /status
web /main.xml: 200 "<Response><Reject/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 603

expect
  asked /main.xml with X-Twilio-Signature~= X-RestComm-Signature~=
  told /status with X-Twilio-Signature~= X-RestComm-Signature~=
