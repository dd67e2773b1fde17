story "after a finish key during the beep the action of an empty Record is asked, where that is the rule"
number +15550100 -> /main.xml
config compat.record_empty = "action"
web /main.xml: 200 "<Response><Record action='/done.xml' finishOnKey='5'/><Say>Nobody hears this</Say></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 50ms
  alice presses 5
  alice gets BYE within 2s

expect
  asked /done.xml with Digits=5 no RecordingUrl
  alice never hears "Nobody hears this"
  recording never
