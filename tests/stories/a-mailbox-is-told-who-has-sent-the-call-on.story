story "a number of ours that telephones send calls on to is told whose they were, and why"
config follow_redirects = true
number +15550199 -> /mail.xml
web /mail.xml: 200 "<Response><Say>leave a message</Say><Hangup/></Response>"
user kate "a good secret"
user carol "another secret"
user alice "one good secret"
phone alice login alice "one good secret" over tcp
phone kate login kate "a good secret" over tcp: rings 2s, refuses 302 with Contact="<sip:+15550199@198.51.100.1>" Diversion="<sip:boss@198.51.100.1>;reason=no-answer"
phone carol login carol "another secret" over tcp: redirects to sip:kate@198.51.100.1

play
  kate registers
  kate gets 200
  carol registers
  carol gets 200
  alice calls kate
  alice hears "leave a message" for 900ms
  alice gets BYE
  alice calls carol
  alice hears "leave a message" for 900ms
  alice gets BYE

expect
  asked /mail.xml with From=alice ForwardedFrom=kate SipHeader_Diversion~"reason=no-answer;counter=1"
  asked /mail.xml with From=alice ForwardedFrom=kate SipHeader_Diversion~"<sip:carol@198.51.100.1>;reason=deflection"
