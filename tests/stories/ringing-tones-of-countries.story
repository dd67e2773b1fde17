story "a caller hears the ringing tone of the country that ringTone names, in its frequencies and its cadence"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial ringTone='us' timeout='5'><Sip>sip:bob@bob.example</Sip></Dial><Dial ringTone='UK' timeout='3'><Sip>sip:bob@bob.example</Sip></Dial><Dial ringTone='us-old' timeout='5'><Sip>sip:bob@bob.example</Sip></Dial><Dial ringTone='de' timeout='4'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice mute number +15550001
phone bob mute: rings

play
  alice calls +15550100
  alice gets BYE

expect
  alice hears tone 440+480 for 2s, tone 400+450 for 400ms, tone 420 for 2s, tone 425 for 1s
  alice hears tone 440+480 1 time
  alice hears tone 400+450 for 400ms 2 times
  alice hears tone 420 1 time
  alice hears tone 425 1 time
