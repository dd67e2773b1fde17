story "a prompt without end in a Gather is heard until a key is pressed"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather numDigits='1' action='/done.xml'><Play loop='0'>/a.wav</Play></Gather></Response>"
web /a.wav: 200 sound voice 1s
web /done.xml: 200 "<Response/>"
phone alice number +15550001

play
  alice calls +15550100
  alice hears /a.wav
  after 10s
  alice presses 1
  alice gets BYE

expect
  asked /done.xml with Digits=1
  alice hears /a.wav for 1s 10 times
