story "headers go to Bob and come back from him"
number +15550100 -> /custom-headers.xml
phone alice number +15550001
phone bob at sip:bob@phones.example

play
  alice calls +15550100 with X-Campaign=spring
  bob is called with x-account=42 X-mood="good enough" User-to-User=abc no X-Campaign
  bob answers with X-Ext=9
  after 5s
  bob hangs up

expect
  asked /custom-headers.xml with SipHeader_X-Campaign=spring
  asked /custom-headers.done.xml with DialSipHeader_X-Ext=9 SipHeader_X-Campaign=spring DialCallDuration=5
