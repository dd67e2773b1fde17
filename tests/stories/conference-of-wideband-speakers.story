story "three who speak at once in a conference are each heard whole, in Opus, G.722 and G.711"
number +15550100 -> /in
web /in: 200 "<Response><Dial><Conference beep='false' record='record-from-start'>Board</Conference></Dial></Response>"
phone alice mute codecs opus number +15550001
phone bob mute codecs opus number +15550002
phone carol mute codecs G722 number +15550003
phone dora mute number +15550004

play
  alice calls +15550100
  alice gets 200
  after 1s
  bob calls +15550100
  bob gets 200
  carol calls +15550100
  carol gets 200
  dora calls +15550100
  dora gets 200
  after 1s
  alice says 2s meanwhile
  bob says 2s meanwhile
  carol says 2s meanwhile
  after 3s
  # And each alone.
  alice says 1s
  bob says 1s
  carol says 1s
  after 500ms
  alice hangs up
  bob hangs up
  carol hangs up
  dora hangs up

expect
  dora hears alice for 2s
  dora hears bob for 2s
  dora hears carol for 2s
  alice hears bob for 2s
  alice hears carol for 2s
  bob hears alice for 2s
  bob hears carol for 2s
  carol hears alice for 2s
  carol hears bob for 2s
  alice never hears alice
  bob never hears bob
  carol never hears carol
  recording of conference Board holds alice for 2s
  recording of conference Board holds bob for 2s
  recording of conference Board holds carol for 2s
  recording of conference Board is 7600ms long
