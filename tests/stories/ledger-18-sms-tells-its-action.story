story "the action of an Sms is told its SID and whether it was sent, at once"
number +15550100 -> /main.xml
proxy sip:proxy.example
web /main.xml: 200 "<Response><Sms action='/sent'>Hello</Sms></Response>"
web /sent: 200 "<Response><Sms to='client:nobody' action='/failed'>Hello</Sms></Response>"
web /failed: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone gateway at sip:gateway@proxy.example

play
  alice calls +15550100
  gateway gets MESSAGE
  alice gets BYE

expect
  asked /sent with SmsSid~SM SmsStatus=sent CallStatus=in-progress
  asked /failed with SmsSid~SM SmsStatus=failed
  notes 14101
