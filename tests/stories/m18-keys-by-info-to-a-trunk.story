story "a trunk that gets its keys by INFO: those of sendDigits, and events of the caller, each once and not as tones"
config trunks.carrier.uri = "sip:carrier.example"
config trunks.carrier.dtmf = "info"
config outbound.trunk = "carrier"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Number sendDigits='7w#'>+15550200</Number></Dial></Response>"
phone alice number +15550001
phone gateway at sip:gateway@carrier.example: answers

play
  alice calls +15550100
  gateway gets INFO
  gateway gets INFO
  gateway hears alice
  alice presses 5
  gateway gets INFO
  alice presses 9 by info
  gateway gets INFO
  after 1s
  alice hangs up

expect
  gateway gets INVITE with Body!=telephone-event
  gateway gets INFO with Body~Signal=7
  gateway gets INFO, INFO, INFO with Body~Signal=5
  gateway gets INFO, INFO, INFO, INFO with Body~Signal=9
  gateway never hears key 5 in band
  gateway never hears key 7 in band
