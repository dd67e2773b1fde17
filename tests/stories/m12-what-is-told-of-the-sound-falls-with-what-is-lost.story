story "A twentieth of all packets is lost both ways, and what is told of the sound is what the E-model makes of that, on each way by itself"
net loss 5%
number +15550101 -> /bob.xml
web /bob.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example;transport=tcp</Sip></Dial></Response>"
phone alice number +15550001 over tcp talkative reporting
phone bob over tcp talkative reporting: answers

play
  alice calls +15550101
  bob hears alice
  after 60s
  alice hangs up
  bob gets BYE

expect
  sound from alice scores at least 3.7
  sound from alice scores at most 4.1
  sound from bob scores at least 3.7
  sound from bob scores at most 4.1
  sound to alice scores at least 3.7
  sound to alice scores at most 4.1
  sound to bob scores at least 3.7
  sound to bob scores at most 4.1
