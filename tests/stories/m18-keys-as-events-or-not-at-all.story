story "a trunk for which keys are events or nothing hears no tones where it knows no events"
config trunks.carrier.uri = "sip:carrier.example"
config trunks.carrier.dtmf = "rfc4733"
config outbound.trunk = "carrier"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Number sendDigits='4'>+15550200</Number></Dial></Response>"
phone alice number +15550001
phone gateway at sip:gateway@carrier.example without events: answers

play
  alice calls +15550100
  gateway hears alice
  alice presses 6
  after 2s
  alice hangs up

expect
  gateway never hears key 4 in band
  gateway never hears key 6 in band
  gateway never gets INFO
