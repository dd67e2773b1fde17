story "a user does not reach by a text message of a document what the guard bars for calls"
proxy sip:proxy.example
config guard.barred_prefixes = ["1900"]
user kate "a good secret"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Sms to='+19005550100' statusCallback='/barred' action='/next'>Win</Sms></Response>"
web /next: 200 "<Response><Sms to='+15557654321' statusCallback='/free' action='/done'>Hello</Sms></Response>"
web /done: 200 "<Response><Hangup/></Response>"
phone kate stranger login kate "a good secret"
phone gateway at sip:gateway@proxy.example

play
  kate calls +15550100
  kate gets BYE

expect
  gateway gets MESSAGE with Body=Hello
  told /barred with SmsStatus=failed
  told /free with SmsStatus=sent
  asked /next with SmsStatus=failed
  asked /done with SmsStatus=sent
  notes fraud_barred
