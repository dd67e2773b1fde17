story "Nothing is lost and nothing takes long, and a phone with encrypted sound reports so"
number +15550101 -> /bob.xml
web /bob.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001 talkative reporting srtp required
phone bob talkative: answers

play
  alice calls +15550101
  bob hears alice
  after 12s
  alice hangs up
  bob gets BYE

expect
  sound to alice scores at least 4.39
