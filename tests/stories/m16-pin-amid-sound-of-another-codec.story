story "a caller in G.722 with the radio on dials a PIN into a menu behind a trunk in PCMU"
number +15550100 -> /dial.xml
number +15550200 -> /menu.xml
config trunks.carrier.uri = "sip:carrier.example"
config hairpin_local_numbers = true
config outbound.trunk = "carrier"
config media.codecs = ["PCMU", "G722"]
phone gateway at sip:gateway@carrier.example
phone alice codecs G722 number +15550001 talkative
web /dial.xml: 200 "<Response><Dial><Number>+15550200</Number></Dial></Response>"
web /menu.xml: 200 "<Response><Gather timeout='2' action='/keys.xml'><Say>enter your pin</Say></Gather></Response>"
web /keys.xml: 200 "<Response/>"

play
  alice calls +15550100
  alice hears "enter your pin" for 840ms
  after 100ms
  alice presses 4711
  alice gets BYE

expect
  asked /keys.xml with Digits=4711
