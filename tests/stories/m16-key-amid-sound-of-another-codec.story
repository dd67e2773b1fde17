story "one key is one key between two who speak all the time, each in a codec that the other does not know"
number +15550101 -> /bob.xml
number +15550102 -> /olga.xml
phone alice codecs G722 talkative number +15550001
phone bob codecs PCMU talkative: answers
phone olga codecs OPUS talkative: answers
web /bob.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /olga.xml: 200 "<Response><Dial><Sip>sip:olga@olga.example</Sip></Dial></Response>"

play
  alice calls +15550101
  bob hears alice
  alice hears bob
  after 1s
  alice presses 7
  bob hears key 7
  after 1s
  bob presses 3
  alice hears key 3
  after 1s
  alice hangs up
  bob gets BYE
  alice calls +15550102
  olga hears alice
  alice hears olga
  after 1s
  alice presses 99
  after 1s
  olga presses 1
  alice hears key 1
  after 1s
  alice hangs up

expect
  bob hears key 7 1 time
  alice hears key 3 1 time, key 1 1 time
  olga hears key 9 2 times
