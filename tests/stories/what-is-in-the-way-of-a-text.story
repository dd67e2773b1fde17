story "a text message that reaches nobody says what is in the way: a name, a connection, silence, a refusal"
number +15550100 -> /main.xml
config trunks.carrier.uri = "sip:carrier.example"
config outbound.trunk = "carrier"
dns refusing.example A 192.0.2.99
dns carrier.example A 192.0.2.98
user kate "a good secret"
user dora "another secret"
web /main.xml: 200 "<Response><Sms to='sip:bob@nobody.example' statusCallback='/name'>one</Sms><Sms to='sip:bob@refusing.example;transport=tcp' statusCallback='/connection'>two</Sms><Sms to='+15550200' statusCallback='/trunk'>three</Sms><Sms to='client:kate' statusCallback='/kate'>four</Sms><Sms to='client:dora' statusCallback='/dora'>five</Sms><Pause length='40'/></Response>"
phone alice number +15550001
phone kate login kate "a good secret"
phone dora login dora "another secret"

play
  kate registers
  kate gets 200
  kate vanishes
  alice calls +15550100
  alice gets BYE within 60s

expect
  told /name with SmsStatus=failed SipResponseCode=408 SmsError=unknown_host
  told /connection with SmsStatus=failed SipResponseCode=503 SmsError=no_connection
  told /trunk with SmsStatus=failed SipResponseCode=408 SmsError=unanswered
  told /kate with SmsStatus=failed SipResponseCode=408 SmsError=unanswered
  told /dora with SmsStatus=failed no SmsError no SipResponseCode
  notes unknown_host
  notes no_connection
  notes unanswered
  notes message_failed
