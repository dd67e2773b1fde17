story "a text message is answered, and one sent, by a Message with a Body"
number +15550100 -> /main.xml texts /text.xml
web /text.xml: 200 "<Response><Message><Body>Store Location: 123 Easy St.</Body></Message></Response>"
web /main.xml: 200 "<Response><Message to='client:alice' action='/sent.xml'><Body>Hello</Body><Media>https://x.example/a.png</Media></Message></Response>"
web /sent.xml: 200 "<Response><Pause length='5'/><Hangup/></Response>"
user alice "pw"
phone alice number alice login alice pw

play
  alice registers
  alice gets 200
  alice asks MESSAGE +15550100 saying "where are you"
  alice gets MESSAGE with Body="Store Location: 123 Easy St."
  alice calls +15550100
  alice gets MESSAGE with Body=Hello
  alice gets BYE

expect
  asked /sent.xml with SmsStatus=sent SmsSid~SM
  notes no 14103
