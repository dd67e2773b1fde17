story "a call with Replaces from the other version of IP takes a place in a document, and one in a bridge"
number +15550100 -> /main.xml
number +15550101 -> /bridge.xml
web /main.xml: 200 "<Response><Play loop='0'>/menu.wav</Play></Response>"
web /bridge.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /menu.wav: 200 sound voice 3s
phone alice number +15550001
phone bob: answers
phone carol number +15550003 on ipv6

play
  alice calls +15550100
  alice hears /menu.wav
  carol calls +15550199 replacing alice
  alice gets BYE
  carol hears /menu.wav
  carol hangs up
  after 1s
  alice calls +15550101
  alice hears bob
  carol calls +15550199 replacing alice
  alice gets BYE
  carol hears bob
  bob hears carol
  bob hangs up

expect
  alice hears /menu.wav for 240ms
  carol hears /menu.wav for 180ms
  notes no replaces_without_sound
