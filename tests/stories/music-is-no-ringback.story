story "who waits in a queue or a conference hears music and never ringing; a long tone is none either"
number +15550100 -> /queue.xml
number +15550101 -> /conference.xml
number +15550102 -> /tone.xml
web /queue.xml: 200 "<Response><Enqueue>q</Enqueue></Response>"
web /conference.xml: 200 "<Response><Dial><Conference startConferenceOnEnter='false'>C</Conference></Dial></Response>"
web /tone.xml: 200 "<Response><Play>/tone.wav</Play></Response>"
web /tone.wav: 200 sound tone 440 3s
phone alice mute number +15550001
phone carol mute number +15550002 codecs G722
phone dora mute number +15550003 codecs opus

play
  alice calls +15550100
  carol calls +15550101
  dora calls +15550102
  alice hears music
  carol hears music
  dora gets BYE
  after 30s
  alice has not heard ringback
  alice hangs up
  carol hangs up

expect
  alice never hears ringback
  carol never hears ringback
  dora hears tone 440 for 3s
  dora never hears ringback
