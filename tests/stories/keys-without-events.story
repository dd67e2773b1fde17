story "keys of a phone without telephone-event go on as events, and not as tones beside them"
number +15550100 -> /sounds-of-phones.xml
phone alice without events
phone bob: answers

play
  alice calls +15550100
  bob hears alice
  alice presses 9
  bob hears key 9
  alice hangs up

expect
  bob never hears key 8 in band
