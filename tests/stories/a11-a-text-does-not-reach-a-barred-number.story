story "a user does not reach by a text message of a document what the guard bars for calls"
proxy sip:proxy.example
config guard.barred_prefixes = ["1900"]
user kate "a good secret"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Sms to='+19005550100' statusCallback='/barred'>Win</Sms><Sms to='+15557654321' statusCallback='/free'>Hello</Sms></Response>"
phone kate stranger login kate "a good secret"
phone gateway at sip:gateway@proxy.example

play
  kate calls +15550100
  kate gets BYE

expect
  gateway gets MESSAGE with Body=Hello
  told /barred with SmsStatus=failed
  told /free with SmsStatus=sent
  notes fraud_barred
