story "a trunk that wants tones gets tones, whatever it could take"
config trunks.carrier.uri = "sip:carrier.example"
config trunks.carrier.dtmf = "inband"
config outbound.trunk = "carrier"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Number sendDigits='4'>+15550200</Number></Dial></Response>"
phone alice number +15550001
phone gateway at sip:gateway@carrier.example: answers

play
  alice calls +15550100
  gateway hears key 4 in band
  gateway hears alice
  alice presses 6
  gateway hears key 6 in band
  alice hangs up

expect
  gateway never gets INFO
