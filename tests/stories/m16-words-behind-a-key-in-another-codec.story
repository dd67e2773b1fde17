story "words before and behind a key are whole on their way to another codec, and the key is as long as it was"
number +15550100 -> /dial.xml
phone alice codecs G722 number +15550001
phone bob codecs PCMU: answers
phone olga codecs OPUS: answers
number +15550101 -> /olga.xml
web /dial.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /olga.xml: 200 "<Response><Dial><Sip>sip:olga@olga.example</Sip></Dial></Response>"

play
  alice calls +15550100
  bob hears alice
  after 1s
  alice says "one two three four"
  after 100ms
  alice presses 7
  after 140ms
  alice says "five six seven eight"
  after 2s
  alice hangs up
  bob gets BYE
  alice calls +15550101
  olga hears alice
  after 1s
  alice says "one two three four"
  after 100ms
  alice presses 7
  after 140ms
  alice says "five six seven eight"
  after 2s
  alice hangs up

expect
  bob hears "one two three four" for 1080ms
  bob hears key 7 1 time
  bob hears "five six seven eight" for 1200ms
  olga hears "one two three four" for 1080ms
  olga hears key 7 1 time
  olga hears "five six seven eight" for 1200ms
