story "RecordingUrl is an address on the web"
number +15550100 -> /main.xml
config api.public_url = "https://pbx.example"
web /main.xml: 200 "<Response><Record action='/done.xml' playBeep='false'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  alice says 3s
  after 500ms
  alice presses 5
  alice gets BYE

expect
  asked /done.xml with RecordingUrl~https://pbx.example/ PublicRecordingUrl~https://pbx.example/ RecordingSid~RE
  recording of alice holds alice for 3s
  recording of alice is 3440ms long
