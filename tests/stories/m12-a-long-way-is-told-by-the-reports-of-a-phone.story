story "It takes a fifth of a second to either phone, which is told of the sound of the one that reports"
net delay 200ms
number +15550101 -> /bob.xml
web /bob.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001 talkative reporting
phone bob talkative: answers

play
  alice calls +15550101
  bob hears alice
  after 30s
  alice hangs up
  bob gets BYE

expect
  sound to alice scores at least 4.2
  sound to alice scores at most 4.35
  sound from alice scores at most 4.35
  sound from bob scores at least 4.4
