story "the callback of an Sms is told when a telephone has taken it, and when none has"
number +15550100 -> /main.xml
proxy sip:proxy.example
user kate "a good secret"
web /main.xml: 200 "<Response><Sms to='client:kate' statusCallback='/sms'>Hello</Sms><Sms to='+15550200' from='+15550199' statusCallback='/sms'>Goodbye</Sms><Pause length='40'/></Response>"
phone alice number +15550001
phone kate login kate "a good secret"

play
  kate registers
  kate gets 200
  alice calls +15550100
  kate gets MESSAGE
  after 40s
  alice gets BYE

expect
  kate gets MESSAGE with Body=Hello
  told /sms with SmsSid~SM SmsStatus=failed
  told /sms with SmsSid~SM SmsStatus=sent From=+15550001
  told /sms 2 times
  notes message_failed
