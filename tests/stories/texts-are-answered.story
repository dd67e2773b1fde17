story "a text to a number is shown to its application, whose answer goes back to whoever sent it"
number +15550100 -> /main.xml texts /text.xml
user alice "one good secret"
web /text.xml: 200 "<Response><Message>thank you</Message><Sms statusCallback='/delivered'>and again</Sms></Response>"
  200 "<Response/>"
phone alice stranger login alice "one good secret"
phone desk login alice "one good secret"
phone bob number +15550002

play
  alice registers
  alice gets 200
  desk registers as alice
  desk gets 200
  alice asks MESSAGE +15550100 saying "good morning" with X-Mood=fair
  alice gets MESSAGE
  desk gets MESSAGE
  alice gets MESSAGE
  after 1s
  bob asks MESSAGE +15550100 saying hello
  bob gets 202

expect
  alice gets 407, 202
  alice gets MESSAGE, MESSAGE with Body="and again" From~+15550100 Content-Type~text/plain
  desk gets MESSAGE with Body="thank you"
  asked /text.xml with Body="good morning" From=alice To=+15550100 SmsStatus=received NumMedia=0 MessageSid~SM SmsSid~SM SipHeader_X-Mood=fair
  asked /text.xml with Body=hello From=+15550002
  asked /main.xml never
  told /delivered with SmsStatus=sent To=alice
  bob never gets MESSAGE
