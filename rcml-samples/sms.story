story "a caller hears that a code is on its way, and gets it as a message"
number +15550100 -> /sms.xml
proxy sip:proxy.example
phone alice number +15550001
phone gateway at sip:gateway@proxy.example

play
  alice calls +15550100
  alice hears "Your code is on its way." for 1440ms
  gateway gets MESSAGE
  alice gets BYE

expect
  gateway gets MESSAGE with To~+15550001 Body="Your code is 4711."
  told /sms-status with SmsSid~SM SmsStatus=sent
