story "keys as events, by INFO and as tones each reach those who take them as events, by INFO and as tones, once each"
number +15550101 -> /events.xml
number +15550102 -> /info.xml
number +15550103 -> /tones.xml
user kate "a good secret"
config users.kate.dtmf = "info"
web /events.xml: 200 "<Response><Dial><Sip>sip:eve@eve.example</Sip></Dial></Response>"
web /info.xml: 200 "<Response><Dial><Client>kate</Client></Dial></Response>"
web /tones.xml: 200 "<Response><Dial><Sip>sip:bass@bass.example</Sip></Dial></Response>"
phone alice number +15550001
phone ida number +15550002
phone tom without events number +15550003
phone eve: answers
phone kate login kate "a good secret": answers
phone bass without events: answers

play
  kate registers
  kate gets 200
  alice calls +15550101
  eve hears alice
  alice presses 1
  eve hears key 1
  alice hangs up
  eve gets BYE
  ida calls +15550101
  eve hears ida
  ida presses 2 by info
  eve hears key 2
  ida hangs up
  eve gets BYE
  tom calls +15550101
  eve hears tom
  after 1s
  tom presses 3
  eve hears key 3
  tom hangs up
  eve gets BYE
  alice calls +15550102
  kate hears alice
  alice presses 4
  kate gets INFO with Body~Signal=4
  alice hangs up
  kate gets BYE
  ida calls +15550102
  kate hears ida
  ida presses 5 by info
  kate gets INFO with Body~Signal=5
  ida hangs up
  kate gets BYE
  tom calls +15550102
  kate hears tom
  after 1s
  tom presses 6
  kate gets INFO with Body~Signal=6
  tom hangs up
  kate gets BYE
  alice calls +15550103
  bass hears alice
  alice presses 7
  bass hears key 7 in band
  alice hangs up
  bass gets BYE
  ida calls +15550103
  bass hears ida
  ida presses 8 by info
  bass hears key 8 in band
  ida hangs up
  bass gets BYE
  tom calls +15550103
  bass hears tom
  after 1s
  tom presses 99
  bass hears key 9 in band
  after 1s
  tom hangs up
  bass gets BYE

expect
  eve hears key 1 1 time, key 2 1 time, key 3 1 time
  eve never gets INFO
  eve never hears key 1 in band
  kate gets INFO with Body~Signal=4
  kate gets INFO, INFO with Body~Signal=5
  kate gets INFO, INFO, INFO with Body~Signal=6
  kate never hears key 4 in band
  bass hears key 7 in band 1 time, key 8 in band 1 time, key 9 in band 2 times
  bass never gets INFO
