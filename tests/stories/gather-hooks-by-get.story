story "Gather asks and tells by GET where it says so"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='speech' speechTimeout='auto' partialResultCallback='/part' partialResultCallbackMethod='GET' action='/done' method='GET'/></Response>"
web /done: 200 "<Response><Sms to='client:nobody' action='/sent' method='GET'>Hello</Sms></Response>"
web /sent: 200 "<Response><Hangup/></Response>"
recogniser listens
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says "two words please"
  alice gets BYE

expect
  told /part with Method=GET UnstableSpeechResult=two
  asked /done with Method=GET SpeechResult="two words please"
  asked /sent with Method=GET SmsStatus=failed
